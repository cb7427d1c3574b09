import type { AccessClaims, VerifiedClaims } from '../domain/claims.ts'
import type { TokenFlaw } from '../domain/refusal.ts'
import type { Instant, Seconds } from '../kernel/instant.ts'
import type { Outcome } from '../kernel/outcome.ts'

/** Signs access tokens and believes only its own (SEC-42). */
export interface TokenSigner {
  /** A signed JWT (RFC 7519, RFC 7515 compact form). */
  sign(claims: AccessClaims): string

  /**
   * The claims of a token signed here and not expired at `now`, or what is wrong with it.
   *
   * `exp` and `sub` are required (SEC-44). `graceAfterExpiry` accepts a token that expired at most
   * that long ago, for sign-out.
   */
  verify(
    token: string,
    now: Instant,
    graceAfterExpiry?: Seconds,
  ): Outcome<VerifiedClaims, TokenFlaw>
}
