import type { IssuedTokens } from '../domain/claims.ts'
import { emailHandle } from '../domain/handle.ts'
import { emptyMetadata } from '../domain/metadata.ts'
import {
  hasExpired,
  linkTokenDigest,
  type OneTimeToken,
  type TokenPurpose,
} from '../domain/one-time-token.ts'
import { type Refusal, refusal } from '../domain/refusal.ts'
import { hasPassword, isConfirmed, isShutOut, type User } from '../domain/user.ts'
import { equalBytes } from '../kernel/digest.ts'
import { type Instant, wholeSecond } from '../kernel/instant.ts'
import { granted, type Outcome, refused } from '../kernel/outcome.ts'
import { drawSession, issueTokens } from './begin-session.ts'
import { checkNewPassword } from './check-password.ts'
import type { Needs } from './needs.ts'
import { actorOf, eventBy } from './record-event.ts'
import { reserve } from './reserve.ts'
import type { RedeemCommand } from './usecases.ts'

type Redeemed = Outcome<IssuedTokens, Refusal>

const purposes: Readonly<Record<RedeemCommand['purpose'], readonly TokenPurpose[]>> = {
  confirmation: ['confirmation', 'invite'],
  recovery: ['recovery'],
}

/** Everything that a proven mailbox makes pointless. */
const spentByProof: readonly TokenPurpose[] = ['confirmation', 'invite', 'recovery']

/** Makes the use case: see `UseCases.redeemOneTimeToken`. */
export function createRedeemOneTimeToken(
  needs: Needs,
): (command: RedeemCommand) => Promise<Redeemed> {
  return async (command) => {
    const reserved = await reserve(needs, 'verify_by_client', command.caller.client.prefix)
    if (!reserved.granted) return reserved
    if (command.token.trim() === '') return refused(refusal('one_time_token_required'))

    const now = needs.clock.now()
    const found = await needs.store.oneTimeTokens.findByDigest(linkTokenDigest(command.token))
    if (found === null || !isMeant(found.token, found.user, command, now)) {
      return refused(refusal('one_time_token_unknown'))
    }
    if (hasExpired(found.token, now)) return refused(expiredRefusal(found.token))
    const hash = await chosenPassword(needs, command, found.token, found.user)
    if (!hash.granted) return hash
    return redeem(needs, command, found.token, hash.value, now)
  }
}

/** Unknown, used, of another kind, of another audience: all alike (SEC-06, Q-014). */
function isMeant(token: OneTimeToken, user: User, command: RedeemCommand, now: Instant): boolean {
  const { audience } = command.caller
  return (
    token.usedAt === null &&
    purposes[command.purpose].includes(token.purpose) &&
    (audience === '' || audience === user.audience) &&
    !isShutOut(user, now)
  )
}

function expiredRefusal(token: OneTimeToken): Refusal {
  return refusal(token.purpose === 'recovery' ? 'recovery_expired' : 'confirmation_expired')
}

/** Hash of the password that an invited person without one must choose; empty where none is needed. */
async function chosenPassword(
  needs: Needs,
  { caller, password, purpose }: RedeemCommand,
  token: OneTimeToken,
  user: User,
): Promise<Outcome<string, Refusal>> {
  const keepsPassword = hasPassword(user) && !(token.purpose === 'invite' && token.next.disputed)
  if (purpose === 'recovery' || keepsPassword || user.invitedAt === null) return granted('')
  if (password === '') return refused(refusal('invite_password_required'))
  const checked = checkNewPassword(needs, password, user.email)
  if (!checked.granted) return checked
  return needs.hasher.hash(checked.value, { signal: caller.signal })
}

async function redeem(
  needs: Needs,
  { caller }: RedeemCommand,
  seen: OneTimeToken,
  passwordHash: string,
  now: Instant,
): Promise<Redeemed> {
  const method =
    seen.purpose === 'recovery' || seen.purpose === 'invite' ? seen.purpose : 'confirmation'
  const { session, refreshToken } = drawSession(needs, seen.userId, method, caller.client, now)
  const draftEvent = eventBy(
    needs,
    'user_signedup',
    { id: seen.userId, email: seen.relatesTo },
    now,
    caller.client.ip,
  )

  const proven = await needs.store.transact<Outcome<User, Refusal>>(async (tx) => {
    const [user, token] = await Promise.all([
      tx.users.lock(needs.policy.site, seen.userId),
      tx.oneTimeTokens.lock(seen.userId, seen.purpose),
    ])
    if (user === null || token === null || !isStillGood(token, seen, user)) {
      return refused(refusal('one_time_token_unknown'))
    }
    const next = applyProof(needs, user, token, passwordHash, now)
    tx.users.update(user, next)
    if (next.passwordHash !== user.passwordHash) tx.sessions.endAll(user.id, 'recovery', now)
    tx.sessions.insert(session)
    tx.oneTimeTokens.void(
      user.id,
      spentByProof.filter((purpose) => purpose !== token.purpose),
    )
    tx.oneTimeTokens.markUsed(token, now, session.id)
    if (token.purpose !== 'recovery' || !isConfirmed(user)) {
      tx.audit.add({ ...draftEvent, actor: actorOf(next) })
    }
    return granted(next)
  })
  if (!proven.granted) return proven
  return granted(issueTokens(needs, proven.value, session.id, refreshToken, now))
}

/** The second look, under locks: same secret, unused, and the address is still the user's (INV-11, INV-13). */
function isStillGood(token: OneTimeToken, seen: OneTimeToken, user: User): boolean {
  if (token.usedAt !== null || token.tokenDigest === null || seen.tokenDigest === null) return false
  if (!equalBytes(token.tokenDigest, seen.tokenDigest)) return false
  const [held, proven] = [user.email, token.relatesTo].map((address) =>
    emailHandle(user.site, user.audience, address),
  )
  return held !== undefined && proven !== undefined && equalBytes(held, proven)
}

/**
 * The user once the mailbox is proven. What strangers may have set before the first proof goes:
 * a disputed password, and on recovery of an unconfirmed account every password (SEC-71, Q-030).
 */
function applyProof(
  { policy }: Needs,
  user: User,
  token: OneTimeToken,
  passwordHash: string,
  now: Instant,
): User {
  const isDoubtful = token.next.disputed === true || token.purpose === 'recovery'
  const drops = policy.quirks.signUpDisputes && isDoubtful && !isConfirmed(user)
  const kept = drops
    ? { passwordHash: '', userMetadata: token.next.userMetadata ?? emptyMetadata }
    : { passwordHash: user.passwordHash, userMetadata: user.userMetadata }
  return {
    ...user,
    ...kept,
    ...(passwordHash === '' ? {} : { passwordHash, passwordChangedAt: now }),
    confirmedAt: user.confirmedAt ?? wholeSecond(now),
    lastSignInAt: wholeSecond(now),
    changedAt: now,
  }
}
