import { writeBase64url } from '../kernel/base64url.ts'
import { type Digest, hmacSha256, sha256 } from '../kernel/digest.ts'
import type { Instant, Seconds } from '../kernel/instant.ts'
import { add } from '../kernel/instant.ts'
import type { SessionId, UserId } from './ids.ts'
import type { Metadata } from './metadata.ts'

/** What a one-time token is for. At most one is live per user and purpose (INV-12). */
export type TokenPurpose =
  | 'confirmation'
  | 'invite'
  | 'recovery'
  | 'magic_link'
  | 'email_change_current'
  | 'email_change_new'
  | 'email_change_undo'
  | 'phone_confirmation'
  | 'phone_change'
  | 'reauthentication'

/** A secret sent by mail, used once, stored as a digest. */
export interface OneTimeToken {
  readonly userId: UserId
  readonly purpose: TokenPurpose
  readonly tokenDigest: Digest | null
  readonly codeDigest: Digest | null
  /** The address it was sent to, and the only one it can prove (INV-13). */
  readonly relatesTo: string
  readonly issuedAt: Instant
  readonly expiresAt: Instant
  readonly tries: number
  readonly usedAt: Instant | null
  /** The session that redeeming it began, so that a repeat within a minute answers alike (REL-55). */
  readonly sessionId: SessionId | null
  readonly next: NextStep
}

/** What redeeming applies beyond the proof itself. */
export interface NextStep {
  /** Sign-ups with different passwords met: none survives, the redeemer sets one (SEC-31, Q-005). */
  readonly disputed?: true
  /** Metadata bag that replaces the user's when the address is proven. */
  readonly userMetadata?: Metadata
  /** Address before a change, for its undo link. */
  readonly formerEmail?: string
}

/** The text of a link token: 32 random bytes in base64url, 43 characters (SEC-25). */
export function writeLinkToken(random: Uint8Array): string {
  return writeBase64url(random)
}

export function linkTokenDigest(text: string): Digest {
  return sha256(text)
}

/** Expiry is exclusive and exact: at the last moment itself the token is dead (SEC-28). */
export function hasExpired(token: OneTimeToken, now: Instant): boolean {
  return token.expiresAt <= now
}

/** How long a repeated redemption still answers as the first one did (REL-55). */
export const repeatWindow = 60 as Seconds

export function isRepeat(token: OneTimeToken, now: Instant): boolean {
  return token.usedAt !== null && token.sessionId !== null && now <= add(token.usedAt, repeatWindow)
}

/**
 * Secret of the first refresh token of a session begun by a link: derived from the link's own
 * secret, so that the same POST repeated gets the same answer although only digests are kept.
 */
export function firstSecretFromLink(key: Uint8Array, linkToken: string): Uint8Array {
  return hmacSha256(key, 'latchkey/link/1', linkToken)
}
