import { add, epochSeconds, type Instant, type Seconds } from '../kernel/instant.ts'
import type { SessionId, UserId } from './ids.ts'
import type { Metadata } from './metadata.ts'
import type { User } from './user.ts'

/** What an access token asserts (RFC 7519 §4), before a dialect writes it. */
export interface AccessClaims {
  readonly audience: string
  /** NumericDate (RFC 7519 §2). */
  readonly expiresAt: number
  readonly subject: UserId
  readonly email: string
  readonly appMetadata: Metadata
  readonly userMetadata: Metadata
  /** `null` where the profile leaves it out. */
  readonly sessionId: SessionId | null
  readonly issuer: string | null
}

export interface TokenRules {
  readonly lifetime: Seconds
  readonly issuer: string | null
  /** Whether tokens name their session. */
  readonly namesSession: boolean
}

export function accessClaims(
  user: User,
  session: SessionId,
  now: Instant,
  rules: TokenRules,
): AccessClaims {
  return {
    audience: user.audience,
    expiresAt: epochSeconds(add(now, rules.lifetime)),
    subject: user.id,
    email: user.email,
    appMetadata: user.appMetadata,
    userMetadata: user.userMetadata,
    sessionId: rules.namesSession ? session : null,
    issuer: rules.issuer,
  }
}

/** What a verified token said about its bearer. The role is never taken from here (SEC-86). */
export interface VerifiedClaims {
  readonly audience: string
  readonly subject: string
  readonly email: string
  readonly expiresAt: number
  readonly sessionId: SessionId | null
}

/** What a session hands out: shown once, never stored. `expiresIn` is in seconds (RFC 6749 §5.1). */
export interface IssuedTokens {
  readonly accessToken: string
  readonly expiresIn: Seconds
  readonly refreshToken: string
}
