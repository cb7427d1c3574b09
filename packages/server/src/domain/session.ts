import type { Digest } from '../kernel/digest.ts'
import { add, type Instant, type Seconds } from '../kernel/instant.ts'
import type { AuthenticationMethod } from './assurance.ts'
import type { FactorId, SessionId, UserId } from './ids.ts'

/** Why a session ended. It ends once and never comes back (INV-05). */
export type EndReason =
  | 'sign_out'
  | 'replay'
  | 'password_change'
  | 'recovery'
  | 'email_change'
  | 'factor_removed'
  | 'step_up_other'
  | 'ban'
  | 'role_change'
  | 'user_deleted'
  | 'admin'
  | 'newer_sign_in'
  | 'epoch'

/** One sign-in on one device, carrying its own refresh chain (model 1.2). */
export interface Session {
  readonly id: SessionId
  readonly userId: UserId
  readonly createdAt: Instant
  readonly refreshedAt: Instant
  readonly expiresAt: Instant
  readonly endedAt: Instant | null
  readonly endReason: EndReason | null
  /** Number of rotations so far; the fresh token is of this generation. */
  readonly generation: number
  readonly tokenDigest: Digest
  /** Digest of the token before; `null` at the start of a chain. */
  readonly parentDigest: Digest | null
  /** Number of the key that tags and derives this chain's tokens. */
  readonly tokenKey: number
  /** When a lost answer was last honoured late. */
  readonly lateRepeatAt: Instant | null
  readonly methods: readonly AuthenticationMethod[]
  readonly factorId: FactorId | null
  readonly userAgent: string
  readonly ip: string
  readonly ipPrefix: string
  /** Sessions of an older epoch than the site's are ended (REL-57). */
  readonly epoch: number
}

/** What a bearer's session says, read with its user at each request: as little as decides. */
export type BearerSession = Pick<
  Session,
  'id' | 'userId' | 'refreshedAt' | 'expiresAt' | 'endedAt' | 'methods' | 'epoch'
>

/** How long sessions live. `null` means without that end. */
export interface SessionLimits {
  /** Since the last refresh. */
  readonly inactivity: Seconds | null
  /** Since sign-in; rotating never pushes it (SEC-38). */
  readonly timebox: Seconds | null
}

const withoutEnd = 8_640_000_000_000_000 as Instant // the last moment ECMAScript's Date knows

/** The moment after which a session made at `createdAt` is over whatever happens. */
export function sessionExpiry(createdAt: Instant, limits: SessionLimits): Instant {
  return limits.timebox === null ? withoutEnd : add(createdAt, limits.timebox)
}

/** True when the session was not ended by anybody and has outlived its limits at `now`. */
export function hasLapsed(
  session: Pick<Session, 'expiresAt' | 'refreshedAt'>,
  now: Instant,
  limits: SessionLimits,
): boolean {
  if (session.expiresAt <= now) return true
  return limits.inactivity !== null && add(session.refreshedAt, limits.inactivity) <= now
}

/** True when the session may be used at `now`. */
export function isLive(
  session: BearerSession,
  now: Instant,
  limits: SessionLimits,
  epoch: number,
): boolean {
  return session.endedAt === null && session.epoch >= epoch && !hasLapsed(session, now, limits)
}
