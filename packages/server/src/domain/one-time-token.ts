import { writeBase64url } from '../kernel/base64url.ts'
import { type Digest, sha256 } from '../kernel/digest.ts'
import type { Instant } from '../kernel/instant.ts'
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
  | 'alarm'

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
  /** The session that redeeming it began. */
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
