import type { AuditAction } from '../domain/audit-event.ts'
import type { IssuedTokens } from '../domain/claims.ts'
import {
  decideRefresh,
  type PresentedToken,
  type RefreshToken,
  readRefreshToken,
  successorOf,
} from '../domain/refresh-token.ts'
import { type Refusal, refusal } from '../domain/refusal.ts'
import { hasLapsed, type Session } from '../domain/session.ts'
import { isShutOut, type User } from '../domain/user.ts'
import { equalBytes } from '../kernel/digest.ts'
import type { Instant } from '../kernel/instant.ts'
import { granted, type Outcome, refused } from '../kernel/outcome.ts'
import type { Tx } from '../ports/store.ts'
import { issueTokens } from './begin-session.ts'
import type { Needs } from './needs.ts'
import { actorOf, eventBy } from './record-event.ts'
import { reserve } from './reserve.ts'
import type { Caller } from './usecases.ts'

interface RefreshCommand {
  readonly caller: Caller
  readonly refreshToken: string
}

type Refreshed = Outcome<IssuedTokens, Refusal>

/** What a presented token led to, once committed. */
interface Continued {
  readonly user: User
  readonly token: RefreshToken
}

type Decided = Outcome<Continued, Refusal>

/** Makes the use case: see `UseCases.refreshSession`. The rule is `decideRefresh` (model 1.2). */
export function createRefreshSession(
  needs: Needs,
): (command: RefreshCommand) => Promise<Refreshed> {
  return async ({ caller, refreshToken }) => {
    const { policy, keys, clock, store } = needs
    if (policy.quirks.refreshNeedsEmailProvider && !policy.emailProviderEnabled) {
      return refused(refusal('email_provider_disabled'))
    }
    if (refreshToken === '') return refused(refusal('refresh_token_required'))
    const presented = readRefreshToken(refreshToken, keys.refresh)
    if (presented === null) return refuseUnknown(needs, caller)
    const reserved = presented.isOurs
      ? await reserve({ limiter: needs.localLimiter }, 'refresh_by_session', presented.sessionId)
      : await reserve(needs, 'refresh_unknown_by_client', caller.client.prefix)
    if (!reserved.granted) return reserved

    const now = clock.now()
    const successor = successorOf(keys.refresh, presented)
    const decided = await store.transact((tx) =>
      decide(needs, tx, { presented, successor, caller, now }),
    )
    if (!decided.granted) return decided
    const { user, token } = decided.value
    return granted(issueTokens(needs, user, presented.sessionId, token, now))
  }
}

async function refuseUnknown(needs: Needs, { client }: Caller): Promise<Refreshed> {
  const reserved = await reserve(needs, 'refresh_unknown_by_client', client.prefix)
  return reserved.granted ? refused(refusal('refresh_token_unknown')) : reserved
}

interface Presentation {
  readonly presented: PresentedToken
  readonly successor: RefreshToken
  readonly caller: Caller
  readonly now: Instant
}

async function decide(needs: Needs, tx: Tx, at: Presentation): Promise<Decided> {
  const { policy } = needs
  const { presented, now, caller } = at
  // Asked for together, so that both come back in one trip (model 3.1).
  const [session, user] = await Promise.all([
    tx.sessions.lock(presented.userId, presented.sessionId),
    tx.users.read(policy.site, presented.userId),
  ])
  if (session === null || user === null) return refused(refusal('refresh_token_unknown'))

  const decision = decideRefresh(session, presented, now, policy.refresh)
  if (decision === 'unknown' || decision === 'newer_than_stored') {
    return refused(refusal('refresh_token_unknown'))
  }
  if (caller.audience !== '' && caller.audience !== user.audience) {
    return refused(refusal('refresh_token_unknown'))
  }
  if (session.endedAt !== null || session.epoch < policy.epoch || isShutOut(user, now)) {
    return refused(refusal('session_ended'))
  }
  if (hasLapsed(session, now, policy.session)) return refused(refusal('session_expired'))
  if (decision === 'superseded') return refused(refusal('refresh_token_superseded'))
  if (decision === 'replay') return refuseReplay(needs, tx, at, user)
  if (decision === 'rotate') return rotate(needs, tx, at, session, user)
  return repeat(needs, tx, at, session, user, decision === 'late_repeat')
}

/** The refusal and the session's end commit together (INV-07, RFC 9700 §4.14.2). */
function refuseReplay(
  needs: Needs,
  tx: Tx,
  { presented, now, caller }: Presentation,
  user: User,
): Decided {
  if (needs.policy.refresh.replayEndsSession) {
    tx.sessions.end(presented.userId, presented.sessionId, 'replay', now)
    tx.audit.add(eventBy(needs, 'token_replayed', actorOf(user), now, caller.client.ip))
  }
  return refused(refusal('refresh_token_replayed'))
}

function rotate(
  needs: Needs,
  tx: Tx,
  { successor, caller, now }: Presentation,
  session: Session,
  user: User,
): Decided {
  tx.sessions.rotate(session, {
    tokenDigest: successor.digest,
    tokenKey: successor.keyNumber,
    refreshedAt: now,
  })
  if (needs.policy.auditsEveryRefresh || session.generation === 0) {
    record(needs, tx, 'token_refreshed', user, caller, now)
  }
  return granted({ user, token: successor })
}

/** The same successor again; when its key is gone the chain goes on from the leaf it has (model 1.2). */
function repeat(
  needs: Needs,
  tx: Tx,
  at: Presentation,
  session: Session,
  user: User,
  isLate: boolean,
): Decided {
  if (isLate) {
    tx.sessions.markLateRepeat(session, at.now)
    record(needs, tx, 'token_repeated_late', user, at.caller, at.now)
  }
  if (equalBytes(at.successor.digest, session.tokenDigest)) {
    return granted({ user, token: at.successor })
  }
  const grandchild = successorOf(needs.keys.refresh, at.successor)
  return rotate(needs, tx, { ...at, successor: grandchild }, session, user)
}

function record(
  needs: Needs,
  tx: Tx,
  action: AuditAction,
  user: User,
  { client }: Caller,
  now: Instant,
): void {
  tx.audit.add(eventBy(needs, action, actorOf(user), now, client.ip))
}
