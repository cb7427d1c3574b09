import { emailHandle } from '../domain/handle.ts'
import { type Refusal, refusal } from '../domain/refusal.ts'
import type { User } from '../domain/user.ts'
import { equalBytes } from '../kernel/digest.ts'
import { type Instant, wholeSecond } from '../kernel/instant.ts'
import { granted, type Outcome, refused } from '../kernel/outcome.ts'
import type { Tx } from '../ports/store.ts'
import { changeMetadata } from './change-metadata.ts'
import { checkEmail } from './check-email.ts'
import { checkAdminPassword } from './check-password.ts'
import { handleOf } from './find-user.ts'
import type { Needs } from './needs.ts'
import { type PasswordChange, passwordChange } from './plan-password-change.ts'
import { eventAbout } from './record-event.ts'
import type { ChangeUserCommand, ShownUser } from './usecases.ts'

type Changed = Outcome<ShownUser, Refusal>

/** Makes the use case: see `UseCases.changeUser`. Takes effect at once, without mail to confirm. */
export function createChangeUser(needs: Needs): (command: ChangeUserCommand) => Promise<Changed> {
  return async (command) => {
    const { policy, store, clock } = needs
    const seen = await store.users.find(policy.site, command.id)
    if (seen === null || seen.deletedAt !== null) return refused(refusal('user_not_found'))
    const email = checkAdminEmail(needs, command.email)
    if (!email.granted) return email
    const now = clock.now()
    const password = await planPassword(needs, command, seen, now)
    if (!password.granted) return password
    return store.transact<Changed>(
      (tx) => apply(needs, tx, command, email.value, password.value, now),
      () => refused(refusal('email_taken')),
    )
  }
}

/** The address to store; empty when none was sent. The original takes anything. */
function checkAdminEmail(needs: Needs, email: string): Outcome<string, Refusal> {
  if (email === '' || !needs.policy.quirks.adminChecksEmail) return granted(email)
  return checkEmail(needs, email)
}

async function planPassword(
  needs: Needs,
  { password, caller }: ChangeUserCommand,
  seen: User,
  now: Instant,
): Promise<Outcome<PasswordChange | null, Refusal>> {
  if (password === '') return granted(null)
  const checked = checkAdminPassword(needs, password)
  if (!checked.granted) return checked
  const hash = await needs.hasher.hash(checked.value, { signal: caller.signal })
  return hash.granted ? granted(passwordChange(needs, seen, hash.value, null, now)) : hash
}

async function apply(
  needs: Needs,
  tx: Tx,
  command: ChangeUserCommand,
  email: string,
  password: PasswordChange | null,
  now: Instant,
): Promise<Changed> {
  const user = await tx.users.lock(needs.policy.site, command.id)
  if (user === null) return refused(refusal('user_not_found'))
  const changed = changeMetadata(needs, user, command.userMetadata, command.appMetadata)
  if (!changed.granted) return changed
  const withPassword = password === null ? changed.value : password.apply(changed.value)
  const role = command.role.trim()
  const next: User = {
    ...withPassword,
    role: role === '' ? user.role : role,
    confirmedAt: command.confirm ? (user.confirmedAt ?? wholeSecond(now)) : user.confirmedAt,
    email: email === '' ? user.email : email,
    pendingEmail: email === '' ? withPassword.pendingEmail : '',
    changedAt: now,
  }
  moveHandle(needs, tx, user, next, now)
  tx.users.update(user, next)
  if (command.confirm) tx.oneTimeTokens.void(user.id, ['confirmation', 'invite'])
  password?.write(tx, next)
  const { admin, caller } = command
  tx.audit.add(eventAbout(needs, 'user_modified', admin.actor, next, now, caller.client.ip))
  return granted({ user: next, isFresh: false })
}

/** Another mailbox takes its own handle; what the old one opened dies (SEC-29, SEC-37). */
function moveHandle({ policy }: Needs, tx: Tx, user: User, next: User, now: Instant): void {
  const before = emailHandle(user.site, user.audience, user.email)
  const after = handleOf(next, now)
  if (equalBytes(before, after.digest)) return
  tx.handles.insert(after)
  tx.handles.delete(before, user.id)
  tx.oneTimeTokens.void(user.id)
  if (policy.quirks.revokesOnChange) tx.sessions.endAll(user.id, 'email_change', now)
}
