import { type Refusal, refusal } from '../domain/refusal.ts'
import type { User } from '../domain/user.ts'
import { type Instant, wholeSecond } from '../kernel/instant.ts'
import { granted, type Outcome, refused } from '../kernel/outcome.ts'
import { changeMetadata } from './change-metadata.ts'
import { checkEmail } from './check-email.ts'
import { checkAdminPassword } from './check-password.ts'
import { handleOf } from './find-user.ts'
import type { Needs } from './needs.ts'
import { draftUser } from './new-user.ts'
import { eventAbout } from './record-event.ts'
import type { CreateUserCommand, ShownUser } from './usecases.ts'

type Created = Outcome<ShownUser, Refusal>

/** Makes the use case: see `UseCases.createUser`. No mail leaves (server spec 1.13). */
export function createCreateUser(needs: Needs): (command: CreateUserCommand) => Promise<Created> {
  return async (command) => {
    const { policy, clock } = needs
    if (!policy.emailProviderEnabled) return refused(refusal('email_provider_disabled'))
    const email = checkEmail(needs, command.email)
    if (!email.granted) return email
    const now = clock.now()
    const draft = compose(needs, command, email.value, now)
    if (!draft.granted) return draft
    const passwordHash = await hashFor(needs, command)
    if (!passwordHash.granted) return passwordHash
    const user = { ...draft.value, passwordHash: passwordHash.value }
    const { admin, caller } = command
    const event = eventAbout(needs, 'user_signedup', admin.actor, user, now, caller.client.ip)

    return needs.store.transact<Created>(
      async (tx) => {
        tx.handles.insert(handleOf(user, now))
        tx.users.insert(user)
        tx.audit.add(event)
        return granted({ user, isFresh: true })
      },
      () => refused(refusal('email_taken')),
    )
  }
}

/** No password is no password: it never signs in. */
async function hashFor(
  needs: Needs,
  { password, caller }: CreateUserCommand,
): Promise<Outcome<string, Refusal>> {
  if (password === '') return granted('')
  const checked = checkAdminPassword(needs, password)
  return checked.granted ? needs.hasher.hash(checked.value, { signal: caller.signal }) : checked
}

function compose(
  needs: Needs,
  { admin, role, confirm, appMetadata, userMetadata }: CreateUserCommand,
  email: string,
  now: Instant,
): Outcome<User, Refusal> {
  const { policy } = needs
  const draft = draftUser(needs, admin.audience, email, userMetadata, now)
  if (!draft.granted) return draft
  const stored = policy.quirks.adminCreateStoresAppMetadata ? appMetadata : null
  const merged = changeMetadata(needs, draft.value, null, stored)
  if (!merged.granted) return merged
  return granted({
    ...merged.value,
    role: role.trim() === '' ? policy.defaultRole : role.trim(),
    confirmedAt: confirm ? wholeSecond(now) : null,
  })
}
