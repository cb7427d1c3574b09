import { readClaims } from '@latchkey/client/parts'
import { browserClient } from './browser-client.ts'
import { jwtCookie } from './cookie-names.ts'
import { toAuthError } from './errors.ts'
import { pageSession } from './hydrate.ts'
import { refreshSession } from './refresh-session.ts'
import { isBrowser } from './runtime.ts'
import { visitorCookie } from './visitor.ts'

/**
 * An access token that serves for a while yet, for calls to other services; `null` for nobody. Renewed
 * first if it is near its end. On a server it is the visitor's, and not verified here. Not in
 * @netlify/identity.
 *
 * @throws AuthError when a token that has ended cannot be renewed because the API is not reached
 */
export async function getToken(): Promise<string | null> {
  if (!isBrowser()) {
    const token = (await refreshSession()) ?? visitorCookie(jwtCookie)
    return (readClaims(token)?.exp ?? 0) * 1000 > Date.now() ? token : null
  }
  if (!(await pageSession())) return null
  try {
    return (await browserClient().keeper.fresh()).token.access_token
  } catch (error) {
    const reason = toAuthError(error)
    if (reason.code === 'session_ended' || reason.code === 'no_session') return null
    throw reason
  }
}
