import type { AuditEvent } from '../domain/audit-event.ts'
import type { Handle } from '../domain/handle.ts'
import type { SessionId, SiteId, UserId } from '../domain/ids.ts'
import type { OneTimeToken, TokenPurpose } from '../domain/one-time-token.ts'
import type { LeasedMessage, OutboxMessage, OutboxOutcome } from '../domain/outbox-message.ts'
import type { BearerSession, EndReason, Session } from '../domain/session.ts'
import type { User } from '../domain/user.ts'
import type { Digest } from '../kernel/digest.ts'
import type { Instant } from '../kernel/instant.ts'
import type { AuditPage, AuditQuery, UserPage, UserQuery } from './listing.ts'

/**
 * Where everything is kept (model 3).
 *
 * Reads on `Store` are single autocommit reads and see only committed rows; a client always sees its
 * own acknowledged writes. Decisions are made in `transact`, under locks.
 */
export interface Store {
  readonly users: UserReads
  readonly sessions: SessionReads
  readonly oneTimeTokens: OneTimeTokenReads
  readonly audit: AuditReads
  readonly outbox: OutboxWork
  readonly leases: Leases
  readonly counters: Counters

  /**
   * Runs `work` in one transaction and commits whatever it returns, refusals included; a throw rolls
   * back everything. Resolves only after the commit is durable.
   *
   * `work` may run more than once (deadlock, serialization failure, INV-19): it must make nothing but
   * calls on `tx`, and await nothing else (INV-18). When a key that `work` inserted exists already,
   * nothing is kept and `whenTaken` decides; without it, `work` runs again up to three times.
   */
  transact<Value>(
    work: (tx: Tx) => Promise<Value>,
    whenTaken?: () => Value | Promise<Value>,
  ): Promise<Value>

  /** Fails with a fault when the store does not answer within a second. */
  ping(): Promise<void>
  close(): Promise<void>
}

/**
 * One transaction. Functions that return a promise read and lock the one row the decision rests on;
 * functions that return nothing are writes: deferred, in order, gone with the commit in one trip.
 * Lock order everywhere: handle insert, user, session, token, appends.
 */
export interface Tx {
  readonly users: UserWrites
  readonly handles: HandleWrites
  readonly sessions: SessionWrites
  readonly oneTimeTokens: OneTimeTokenWrites
  readonly audit: { add(event: AuditEvent): void }
  readonly outbox: { add(message: OutboxMessage): void }
}

export interface UserReads {
  find(site: SiteId, id: UserId): Promise<User | null>
  /** The user that a handle's digest points to; whether the handle still holds is the caller's check (INV-02). */
  findByHandle(digest: Digest): Promise<User | null>
  /** One read for both; `session` is `null` when it does not exist. */
  findWithSession(
    site: SiteId,
    id: UserId,
    session: SessionId,
  ): Promise<{ readonly user: User; readonly session: BearerSession | null } | null>
  list(query: UserQuery): Promise<UserPage>
}

export interface SessionReads {
  find(userId: UserId, id: SessionId): Promise<Session | null>
  /** True when the user has signed in from this prefix before (SEC-19). */
  knowsPrefix(userId: UserId, prefix: string): Promise<boolean>
}

export interface OneTimeTokenReads {
  findByDigest(
    digest: Digest,
  ): Promise<{ readonly token: OneTimeToken; readonly user: User } | null>
  find(userId: UserId, purpose: TokenPurpose): Promise<OneTimeToken | null>
}

export interface AuditReads {
  list(query: AuditQuery): Promise<AuditPage>
}

export interface UserWrites {
  lock(site: SiteId, id: UserId): Promise<User | null>
  /** Reads without locking, where another row carries the decision. */
  read(site: SiteId, id: UserId): Promise<User | null>
  insert(user: User): void
  /** Writes every column that differs between `before`, as locked, and `after`; `revision` rises by one. */
  update(before: User, after: User): void
  /** Removes the user and every row that carries its id, except audit rows, which lose personal fields (INV-22). */
  delete(user: User): void
}

export interface HandleWrites {
  insert(handle: Handle): void
  delete(digest: Digest, userId: UserId): void
  /** Moves a dead handle to its rightful owner; changes nothing if it moved meanwhile (INV-02). */
  takeOver(digest: Digest, from: UserId, to: UserId): void
  find(digest: Digest): Promise<Handle | null>
}

export interface SessionWrites {
  lock(userId: UserId, id: SessionId): Promise<Session | null>
  insert(session: Session): void
  /** Guarded by generation and not ended: of a thousand, one takes effect (INV-04). */
  rotate(session: Session, next: Rotation): void
  markLateRepeat(session: Session, at: Instant): void
  /** Ending an ended session changes nothing (INV-05). */
  end(userId: UserId, id: SessionId, reason: EndReason, at: Instant): void
  /** Ends every live session of the user, except `keep`. */
  endAll(userId: UserId, reason: EndReason, at: Instant, keep?: SessionId): void
}

export interface Rotation {
  readonly tokenDigest: Digest
  readonly tokenKey: number
  readonly refreshedAt: Instant
}

export interface OneTimeTokenWrites {
  lock(userId: UserId, purpose: TokenPurpose): Promise<OneTimeToken | null>
  insert(token: OneTimeToken): void
  /** Puts `next` where `previous` was; the old secret is dead (INV-12). */
  replace(previous: OneTimeToken, next: OneTimeToken): void
  /** Guarded by the digest and by being unused (INV-11). */
  markUsed(token: OneTimeToken, at: Instant, session: SessionId | null): void
  /** Counts one try (INV-14). */
  countTry(token: OneTimeToken): void
  /** Voids the live tokens of these purposes, or of all (SEC-29). */
  void(userId: UserId, purposes?: readonly TokenPurpose[]): void
}

export interface OutboxWork {
  /** Claims up to `most` due messages for `owner` until `leaseUntil`; the oldest of each ordering key only. */
  claim(
    now: Instant,
    owner: string,
    leaseUntil: Instant,
    most: number,
  ): Promise<readonly LeasedMessage[]>
  /** Ends a message and erases its payload; false when the lease was lost. */
  settle(
    message: LeasedMessage,
    owner: string,
    outcome: OutboxOutcome,
    at: Instant,
  ): Promise<boolean>
  /** Gives a message back, to be tried again at `nextAt`. */
  postpone(message: LeasedMessage, owner: string, nextAt: Instant): Promise<boolean>
  /** Waiting messages and when the oldest was made. */
  depth(): Promise<{ readonly waiting: number; readonly oldest: Instant | null }>
  /** Calls `listener` after a commit that added a message in this process. */
  onAdded(listener: () => void): void
}

export interface Leases {
  /** Takes or renews a lease; false while another owner holds it. */
  take(name: string, owner: string, now: Instant, until: Instant): Promise<boolean>
  release(name: string, owner: string): Promise<void>
  /** Owners of live leases whose name starts with `prefix`. */
  holders(prefix: string, now: Instant): Promise<readonly string[]>
}

/** Counters that nodes share, for limits (model 3.1). */
export interface Counters {
  /** Adds `points` in the window that is running or begins now; answers the count and the window's end. */
  add(key: Digest, points: number, now: Instant, windowMs: number): Promise<Count>
  read(key: Digest, now: Instant): Promise<Count | null>
  clear(key: Digest): Promise<void>
}

export interface Count {
  readonly points: number
  readonly windowEnds: Instant
}
