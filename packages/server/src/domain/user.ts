import type { Instant } from '../kernel/instant.ts'
import type { SiteId, UserId } from './ids.ts'
import type { Metadata } from './metadata.ts'

/** One person's record (model 1.1). Its states are derived from its instants, never stored. */
export interface User {
  readonly id: UserId
  readonly site: SiteId
  readonly audience: string
  readonly role: string
  /** As typed; compared only by its canonical form. */
  readonly email: string
  /** PHC or bcrypt text; empty when no password is set. */
  readonly passwordHash: string
  /** When the email address was proven. The first proof stays. */
  readonly confirmedAt: Instant | null
  readonly invitedAt: Instant | null
  readonly confirmationSentAt: Instant | null
  readonly recoverySentAt: Instant | null
  /** The address asked for and not yet proven; empty when none. */
  readonly pendingEmail: string
  readonly emailChangeSentAt: Instant | null
  readonly lastSignInAt: Instant | null
  readonly appMetadata: Metadata
  readonly userMetadata: Metadata
  readonly isSuperAdmin: boolean
  readonly phone: string | null
  readonly phoneConfirmedAt: Instant | null
  readonly bannedUntil: Instant | null
  readonly deletedAt: Instant | null
  readonly passwordChangedAt: Instant | null
  readonly isAnonymous: boolean
  /** Rises with every change to this row: the value only one attempt knows (model 3.3). */
  readonly revision: number
  readonly createdAt: Instant
  /** Last change of the row, in milliseconds; `null` on rows of an adopted database. */
  readonly changedAt: Instant | null
}

export function isConfirmed(user: User): boolean {
  return user.confirmedAt !== null || user.phoneConfirmedAt !== null
}

/** True while an operator has suspended the account; lapses by itself. */
export function isBanned(user: User, now: Instant): boolean {
  return user.bannedUntil !== null && now < user.bannedUntil
}

/** True when nobody may begin or continue a session of this account (INV-06). */
export function isShutOut(user: User, now: Instant): boolean {
  return user.deletedAt !== null || isBanned(user, now)
}

export function hasPassword(user: User): boolean {
  return user.passwordHash !== ''
}
