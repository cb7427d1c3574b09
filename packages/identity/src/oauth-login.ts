import { keepPending } from '@latchkey/client/parts'
import { needUrl, settled } from './config.ts'
import { AuthError } from './errors.ts'
import { isBrowser } from './runtime.ts'
import type { AuthProvider } from './user.ts'

export interface OauthLoginOptions {
  /** Handed back by `handleAuthCallback`: where the person wanted to go. */
  readonly redirectTo?: string
}

/**
 * Leaves the page for a provider; what comes back is for `handleAuthCallback`. The options are not in
 * @netlify/identity.
 *
 * @throws AuthError always: `Redirecting to OAuth provider` once the page is on its way
 */
export function oauthLogin(
  provider: AuthProvider,
  { redirectTo: next }: OauthLoginOptions = {},
): never {
  if (!isBrowser()) throw new AuthError('oauthLogin() is only available in the browser')
  if (settled.onlyOwnSignIns || next) keepPending({ begunAt: Date.now(), ...(next && { next }) })
  window.location.href = `${needUrl()}/authorize?provider=${encodeURIComponent(provider)}`
  throw new AuthError('Redirecting to OAuth provider')
}
