import type { Instant } from '../kernel/instant.ts'

/** How somebody proved who they are (RFC 8176 names where it has one). */
export type AuthenticationMethodName =
  | 'password'
  | 'confirmation'
  | 'invite'
  | 'recovery'
  | 'email_change'
  | 'magic_link'
  | 'otp'
  | 'provider'
  | 'passkey'
  | 'totp'
  | 'phone'
  | 'recovery_code'
  | 'anonymous'

export interface AuthenticationMethod {
  readonly method: AuthenticationMethodName
  readonly at: Instant
  readonly provider?: string
}

export type AssuranceLevel = 'aal1' | 'aal2'

const secondFactors: ReadonlySet<AuthenticationMethodName> = new Set([
  'totp',
  'phone',
  'passkey',
  'recovery_code',
])

/**
 * The level that the methods of a session add up to (SP 800-63B; INV-28: never stored alone).
 *
 * A second factor counts only beside a first one: a session of one method alone is `aal1`.
 */
export function assuranceLevel(methods: readonly AuthenticationMethod[]): AssuranceLevel {
  const second = methods.some(({ method }) => secondFactors.has(method))
  const first = methods.some(({ method }) => !secondFactors.has(method))
  return first && second ? 'aal2' : 'aal1'
}
