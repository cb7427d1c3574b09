import { type Refusal, refusal } from '../domain/refusal.ts'
import { type BearerSession, isLive } from '../domain/session.ts'
import type { User } from '../domain/user.ts'
import type { Instant } from '../kernel/instant.ts'
import { granted, type Outcome, refused } from '../kernel/outcome.ts'
import type { Tx } from '../ports/store.ts'
import { type BearerUser, isAdmin, loadBearerUser } from './authenticate.ts'
import { changeMetadata } from './change-metadata.ts'
import { createConfirmEmailChange } from './confirm-email-change.ts'
import type { Needs } from './needs.ts'
import { type EmailChange, planEmailChange } from './plan-email-change.ts'
import { type PasswordChange, planPasswordChange } from './plan-password-change.ts'
import { actorOf, eventBy } from './record-event.ts'
import type { ShownUser, UpdateUserCommand } from './usecases.ts'

type Updated = Outcome<ShownUser, Refusal>

/**
 * Makes the use case: see `UseCases.updateUser`. All of a request is applied, or nothing.
 *
 * Looks and hashes come first; one transaction then applies what they found good.
 */
export function createUpdateUser(needs: Needs): (command: UpdateUserCommand) => Promise<Updated> {
  const confirmEmailChange = createConfirmEmailChange(needs)
  return async (command) => {
    const { policy, clock } = needs
    const { bearer } = command
    if (policy.quirks.updateChecksAudience && bearer.audience !== bearer.claims.audience) {
      return refused(refusal('audience_mismatch'))
    }
    const found = await loadBearerUser(needs, bearer)
    if (!found.granted) return found
    const { user } = found.value
    if (command.appMetadata !== null && !isAdmin(policy, user, policy.defaultAudience)) {
      return refused(refusal('app_metadata_forbidden'))
    }
    const now = clock.now()
    const password = await planPasswordChange(needs, command, found.value, now)
    if (!password.granted) return password
    if (command.emailChangeToken !== '') {
      return confirmEmailChange(command, found.value, password.value, now)
    }
    const email = await planEmailChange(needs, command, user, now)
    if (!email.granted) return email
    return apply(needs, command, found.value, { password: password.value, email: email.value }, now)
  }
}

interface Plans {
  readonly password: PasswordChange | null
  readonly email: EmailChange | null
}

async function apply(
  needs: Needs,
  command: UpdateUserCommand,
  { user: seen, session }: BearerUser,
  { password, email }: Plans,
  now: Instant,
): Promise<Updated> {
  return needs.store.transact<Updated>(
    async (tx) => {
      const user = await tx.users.lock(seen.site, seen.id)
      if (user === null) return refused(refusal('user_not_found'))
      const isCredential = password !== null || email !== null
      if (isCredential && session !== null && !(await stillLives(needs, tx, session, now))) {
        return refused(refusal('bearer_session_ended'))
      }
      if (password?.holds(user) === false) return refused(refusal('reauthentication_required'))
      const changed = changeMetadata(needs, user, command.data, command.appMetadata)
      if (!changed.granted) return changed
      const withPassword = password === null ? changed.value : password.apply(changed.value)
      const next = email === null ? withPassword : email.apply(withPassword)
      return finish(needs, tx, user, { ...next, changedAt: now }, { password, email }, command, now)
    },
    () => refused(refusal('email_taken')),
  )
}

/** Whoever ended the session while a password was hashed wins: it sets no credential any more (INV-09). */
async function stillLives(
  { policy }: Needs,
  tx: Tx,
  { userId, id }: BearerSession,
  now: Instant,
): Promise<boolean> {
  const session = await tx.sessions.lock(userId, id)
  return session !== null && isLive(session, now, policy.session, policy.epoch)
}

function finish(
  needs: Needs,
  tx: Tx,
  user: User,
  next: User,
  { password, email }: Plans,
  { caller }: UpdateUserCommand,
  now: Instant,
): Updated {
  tx.users.update(user, next)
  password?.write(tx, next)
  email?.write(tx, next)
  tx.audit.add(eventBy(needs, 'user_modified', actorOf(next), now, caller.client.ip))
  return granted({ user: next, isFresh: false })
}
