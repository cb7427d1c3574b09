import { isFresh, isRefusal, readClaims } from '@latchkey/client/parts'
import { browserClient } from './browser-client.ts'
import { getIdentityConfig } from './config.ts'
import { jwtCookie, refreshCookie } from './cookie-names.ts'
import { AuthError } from './errors.ts'
import { isBrowser, requestContext } from './runtime.ts'
import { exchange } from './usable-tokens.ts'
import { forgetVisitor, keepVisitor, visitorCookie } from './visitor.ts'

/**
 * Renews an access token in its last minute, and gives the new one; `null` if there is no need, or
 * nobody is signed in (any more). On a server that is the visitor's of the request at hand, whose
 * cookies follow.
 *
 * @throws AuthError on a server that cannot reach the API
 */
export function refreshSession(): Promise<string | null> {
  return isBrowser() ? refreshPage() : refreshRequest()
}

async function refreshPage(): Promise<string | null> {
  const { keeper, clock } = browserClient()
  const held = keeper.current()
  if (!held || isFresh(held.token, clock.now())) return null
  const { token } = await keeper.fresh().catch(() => held)
  return token.access_token === held.token.access_token ? null : token.access_token
}

async function refreshRequest(): Promise<string | null> {
  const refreshToken = visitorCookie(refreshCookie)
  const end = (readClaims(visitorCookie(jwtCookie))?.exp ?? 0) * 1000
  if (!refreshToken || !end || end - Date.now() > 60_000) return null
  const config = getIdentityConfig()
  if (!config) {
    throw new AuthError('Could not determine the Identity endpoint URL for token refresh')
  }
  const { cookies } = requestContext()
  try {
    const tokens = await exchange(config.url, refreshToken)
    if (cookies) keepVisitor(cookies, tokens)
    return tokens.access_token
  } catch (error) {
    if (!isRefusal(error)) throw error
    if (cookies) forgetVisitor(cookies)
    return null
  }
}
