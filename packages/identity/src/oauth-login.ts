import { keepPending } from '@latchkey/client/parts'
import { needUrl, settled } from './config.ts'
import { AuthError } from './errors.ts'
import { isBrowser } from './runtime.ts'
import type { AuthProvider } from './user.ts'

/**
 * Leaves the page for a provider; what comes back is for `handleAuthCallback`.
 *
 * @throws AuthError always: `Redirecting to OAuth provider` once the page is on its way
 */
export function oauthLogin(provider: AuthProvider): never {
  if (!isBrowser()) throw new AuthError('oauthLogin() is only available in the browser')
  if (settled.onlyOwnSignIns) keepPending({ begunAt: Date.now() })
  window.location.href = `${needUrl()}/authorize?provider=${encodeURIComponent(provider)}`
  throw new AuthError('Redirecting to OAuth provider')
}
