import type { Client } from './client.ts'
import type { AuthError } from './errors.ts'
import { type Tokens, type WireUser, withMoment } from './stored-session.ts'
import type { Received, Send } from './transport.ts'
import { toUser, type User } from './user.ts'

/** Sends a request as the user who is signed in; a token that is refused, or whose user is gone, is renewed once. */
export async function sendAsUser<Body>(
  client: Client,
  path: string,
  options: Send = {},
): Promise<Received<Body>> {
  const { token } = await client.keeper.fresh()
  try {
    return await client.send<Body>(path, { ...options, bearer: token.access_token })
  } catch (error) {
    const { status } = error as AuthError
    if (status !== 401 && !(status === 404 && path === '/user')) throw error
    const renewed = await client.keeper.fresh(true)
    return client.send<Body>(path, { ...options, bearer: renewed.token.access_token })
  }
}

/** Makes a session of the answer of a token endpoint: asks who it is for, then keeps both. */
export async function beginSession(
  client: Client,
  tokens: Omit<Tokens, 'expires_at'>,
  signal?: AbortSignal,
): Promise<User> {
  const token = withMoment(tokens, client.clock.now())
  const { body } = await client.send<WireUser>('/user', { bearer: token.access_token, signal })
  client.keeper.keep({ ...body, url: client.url, audience: client.audience, token })
  return toUser(body)
}

/** Asks the server for tokens, and keeps the session that they begin. */
export async function signInThrough(client: Client, path: string, request: Send): Promise<User> {
  const { body } = await client.send<Tokens>(path, { ...request, method: 'POST' })
  return beginSession(client, body, request.signal)
}

/** Takes a user as the server has just written it into the session that is kept. */
export function keepUser({ keeper }: Client, user: WireUser): User {
  const session = keeper.current()
  if (session && session.id === user.id) {
    const { url, audience = '', token } = session
    keeper.keep({ ...session, ...user, url, audience, token })
  }
  return toUser(user)
}
