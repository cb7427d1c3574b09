import type { UserId } from '../domain/ids.ts'
import { type Refusal, refusal } from '../domain/refusal.ts'
import { granted, type Outcome, refused } from '../kernel/outcome.ts'
import type { Needs } from './needs.ts'
import { eventAbout } from './record-event.ts'
import type { Admin, Caller } from './usecases.ts'

interface DeleteCommand {
  readonly admin: Admin
  readonly id: UserId
  /** Absent where nobody called over the network. */
  readonly caller?: Caller
}

/**
 * Makes the use case: see `UseCases.deleteUser`.
 *
 * The record of the deletion itself is written last and keeps the name of who was deleted
 * (server spec 1.16); older events lose theirs with the account.
 */
export function createDeleteUser(
  needs: Needs,
): (command: DeleteCommand) => Promise<Outcome<null, Refusal>> {
  return async ({ admin, id, caller }) => {
    const { policy, store, clock } = needs
    return store.transact<Outcome<null, Refusal>>(async (tx) => {
      const user = await tx.users.lock(policy.site, id)
      if (user === null || user.deletedAt !== null) return refused(refusal('user_not_found'))
      tx.users.delete(user)
      const ip = caller?.client.ip ?? ''
      tx.audit.add(eventAbout(needs, 'user_deleted', admin.actor, user, clock.now(), ip))
      return granted(null)
    })
  }
}
