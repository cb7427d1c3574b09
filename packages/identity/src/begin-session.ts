import type { Send, Tokens, WireUser } from '@latchkey/client'
import { readClaims, withMoment } from '@latchkey/client/parts'
import { browserClient, quietly } from './browser-client.ts'
import { AuthError } from './errors.ts'
import { post, request } from './request.ts'
import { isBrowser, requestContext } from './runtime.ts'
import { toUser, type User } from './user.ts'
import { keepVisitor } from './visitor.ts'

/** What a token endpoint answers with. */
export type Issued = Omit<Tokens, 'expires_at'>

/** Posts what a token endpoint asks for, and begins the session that it answers with. */
export async function signInThrough(
  url: string,
  path: string,
  asked: Send,
  words?: string,
): Promise<User> {
  return beginSession(url, await post(url, path, asked, words))
}

/** Asks whose tokens these are, and keeps both. Nothing is kept if anything fails. */
export async function beginSession(url: string, tokens: Issued): Promise<User> {
  return keepSession(tokens, await readUser(url, tokens?.access_token))
}

/** The user whom an access token speaks for, as the server has them. */
export async function readUser(url: string, bearer: string): Promise<WireUser> {
  if (!bearer) {
    throw new AuthError('The answer has no token.', undefined, { code: 'unexpected_answer' })
  }
  const words = 'Failed to fetch user data'
  return (await request<WireUser>(url, '/user', { bearer }, words)).body
}

/** Keeps a session: for this page and its tabs, or for the visitor of the request at hand. */
export function keepSession(tokens: Issued, wire: WireUser): User {
  if (isBrowser()) {
    const { keeper, url, audience } = browserClient()
    const token = ending(tokens)
    quietly(() => keeper.keep({ ...wire, url, audience, token }))
  } else {
    const { cookies } = requestContext()
    if (cookies) keepVisitor(cookies, tokens)
  }
  return toUser(wire)
}

/** Tokens with the moment of their end: as the token itself says, if that is sooner than the answer. */
function ending(tokens: Issued): Tokens {
  const now = Date.now()
  const token = withMoment(tokens, now)
  const end = (readClaims(token.access_token)?.exp ?? 0) * 1000
  return end > now && end < token.expires_at ? { ...token, expires_at: end } : token
}
