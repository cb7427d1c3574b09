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

/** What only ever comes second: it is asked of somebody who has proven something already. */
const second: ReadonlySet<AuthenticationMethodName> = new Set(['totp', 'phone', 'recovery_code'])

/**
 * The level that the methods of a session add up to (SP 800-63B; INV-28: never stored alone).
 *
 * A second factor counts only beside a first one, and the same method twice is one: a session of one
 * method alone is `aal1`. A passkey may be either. Being anonymous proves nothing.
 */
export function assuranceLevel(methods: readonly AuthenticationMethod[]): AssuranceLevel {
  const names = new Set(methods.map(({ method }) => method))
  const firsts = [...names].filter((name) => !second.has(name) && name !== 'anonymous')
  const seconds = [...names].filter((name) => second.has(name) || name === 'passkey')
  return seconds.some((name) => firsts.some((first) => first !== name)) ? 'aal2' : 'aal1'
}
