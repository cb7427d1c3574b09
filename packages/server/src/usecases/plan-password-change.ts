import type { SessionId } from '../domain/ids.ts'
import { type Refusal, refusal } from '../domain/refusal.ts'
import type { BearerSession } from '../domain/session.ts'
import type { User } from '../domain/user.ts'
import { add, type Instant } from '../kernel/instant.ts'
import { granted, type Outcome, refused } from '../kernel/outcome.ts'
import type { Tx } from '../ports/store.ts'
import type { BearerUser } from './authenticate.ts'
import { checkNewPassword } from './check-password.ts'
import { drawLink, linkRow } from './draw-link.ts'
import type { Needs } from './needs.ts'
import { orderLinkMail } from './order-mail.ts'
import { addressSubject, reserve } from './reserve.ts'
import { matchPassword } from './sign-in-with-password.ts'
import type { UpdateUserCommand } from './usecases.ts'

/** A password found good and hashed, ready to be written in the transaction. */
export interface PasswordChange {
  /** Whether the proof it rests on, if any was asked for, still holds for the locked row (SEC-16). */
  holds(user: User): boolean
  apply(user: User): User
  write(tx: Tx, user: User): void
}

/** Judges and hashes the password that a request sets; `null` when it sets none. */
export async function planPasswordChange(
  needs: Needs,
  command: UpdateUserCommand,
  { user, session }: BearerUser,
  now: Instant,
): Promise<Outcome<PasswordChange | null, Refusal>> {
  if (command.password === '') return granted(null)
  const current = await proveCurrent(needs, command, user)
  if (!current.granted) return current
  const mustProve = needs.policy.quirks.passwordChangeNeedsReauthentication
  if (mustProve && !current.value && !isRecent(needs, session, user, now)) {
    return refused(refusal('reauthentication_required'))
  }
  const checked = checkNewPassword(needs, command.password, user.email)
  if (!checked.granted) return checked
  const hash = await needs.hasher.hash(checked.value, { signal: command.caller.signal })
  if (!hash.granted) return hash
  const change = passwordChange(needs, user, hash.value, session?.id ?? null, now)
  if (!mustProve && !current.value) return granted(change)
  // What was proven was proven of the password before: of two changes at once, one rests on it.
  const holds = (locked: User): boolean => locked.passwordChangedAt === user.passwordChangedAt
  return granted({ ...change, holds })
}

/** True when the current password was sent and is right; a wrong one is refused and counted (SEC-21). */
async function proveCurrent(
  needs: Needs,
  { caller, currentPassword }: UpdateUserCommand,
  user: User,
): Promise<Outcome<boolean, Refusal>> {
  if (currentPassword === '') return granted(false)
  const subject = addressSubject(user.audience, user.email)
  const reserved = await reserve(needs, 'sign_in_failures_by_account', subject)
  if (!reserved.granted) return reserved
  const match = await matchPassword(needs, caller, currentPassword, user.passwordHash)
  if (!match.granted) return match
  if (!match.value.matches) return refused(refusal('current_password_wrong'))
  await needs.limiter.clear('sign_in_failures_by_account', subject)
  return granted(true)
}

/** A sign-in a moment ago counts as proof; a recovery or invite does so once (SEC-16). */
function isRecent(
  { policy }: Needs,
  session: BearerSession | null,
  user: User,
  now: Instant,
): boolean {
  if (session === null) return false
  const changedAt = user.passwordChangedAt
  return session.methods.some(({ method, at }) => {
    if (method === 'recovery' || method === 'invite') return changedAt === null || changedAt < at
    return now <= add(at, policy.quirks.reauthenticationWindow)
  })
}

/** What follows a new password: other sessions and pending links end, the owner is told (Q-029, SEC-124). */
export function passwordChange(
  needs: Needs,
  seen: User,
  passwordHash: string,
  keep: SessionId | null,
  now: Instant,
): PasswordChange {
  const { quirks } = needs.policy
  const alarm = drawLink(needs, 'alarm')
  const notice = orderLinkMail(needs, 'password_changed', seen.email, seen, alarm, now)
  return {
    holds: () => true,
    apply: (user) => ({
      ...user,
      passwordHash,
      passwordChangedAt: now,
      pendingEmail: quirks.revokesOnChange ? '' : user.pendingEmail,
    }),
    write: (tx, user) => {
      if (quirks.revokesOnChange) {
        if (keep === null) tx.sessions.endAll(user.id, 'password_change', now)
        else tx.sessions.endAll(user.id, 'password_change', now, keep)
        tx.oneTimeTokens.void(user.id)
      }
      if (!quirks.sendsNotices) return
      tx.oneTimeTokens.void(user.id, ['alarm'])
      tx.oneTimeTokens.insert(linkRow(alarm, user.id, user.email, now))
      tx.outbox.add(notice)
    },
  }
}
