import { needUrl } from './config.ts'
import { AuthError } from './errors.ts'
import { request } from './request.ts'
import { type AuthProvider, providersIn } from './user.ts'

/** What a site's sign-in offers. */
export interface Settings {
  /** Whether addresses count as confirmed without a mail. */
  autoconfirm: boolean
  disableSignup: boolean
  providers: Record<AuthProvider, boolean>
}

interface WireSettings {
  readonly autoconfirm?: boolean
  readonly disable_signup?: boolean
  readonly external?: Readonly<Record<string, boolean>>
}

/**
 * Reads what the site's sign-in offers.
 *
 * @throws MissingIdentityError
 * @throws AuthError with status 502
 */
export async function getSettings(): Promise<Settings> {
  const url = needUrl()
  const words = 'Failed to fetch identity settings'
  const { body } = await request<WireSettings>(url, '/settings', {}, words).catch(
    ({ message, code, cause }: AuthError) => {
      throw new AuthError(message, 502, { ...(code && { code }), cause })
    },
  )
  const { autoconfirm, disable_signup, external } = body
  return {
    autoconfirm: !!autoconfirm,
    disableSignup: !!disable_signup,
    providers: providersIn(external),
  }
}
