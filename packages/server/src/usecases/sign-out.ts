import type { UserId } from '../domain/ids.ts'
import { type Refusal, refusal } from '../domain/refusal.ts'
import { epochSeconds } from '../kernel/instant.ts'
import { granted, type Outcome, refused } from '../kernel/outcome.ts'
import { isUuid } from '../kernel/uuid.ts'
import type { Needs } from './needs.ts'
import { actorOf, eventBy } from './record-event.ts'
import type { Bearer, Caller } from './usecases.ts'

interface SignOutCommand {
  readonly caller: Caller
  readonly bearer: Bearer
  readonly scope: 'global' | 'local' | 'others'
}

/**
 * Makes the use case: see `UseCases.signOut`.
 *
 * Signing out again changes nothing (REL-55): a bearer whose own session has ended ends no others, and
 * one that has expired ends its own only.
 */
export function createSignOut(
  needs: Needs,
): (command: SignOutCommand) => Promise<Outcome<null, Refusal>> {
  return async ({ caller, bearer, scope: asked }) => {
    const { store, policy, clock } = needs
    const { subject, sessionId } = bearer.claims
    const now = clock.now()
    if (!isUuid(subject)) return refused(refusal('logout_user_unknown'))
    const id = subject as UserId
    const found = sessionId
      ? await store.users.findWithSession(policy.site, id, sessionId)
      : await store.users.find(policy.site, id).then((user) => user && { user, session: null })
    if (found === null || found.user.deletedAt !== null) {
      return refused(refusal('logout_user_unknown'))
    }
    const hasEnded = sessionId !== null && (found.session?.endedAt ?? null) !== null
    if (hasEnded && policy.quirks.checksSession) return granted(null)

    const hasExpired = bearer.claims.expiresAt <= epochSeconds(now)
    const scope = hasExpired && sessionId ? 'local' : asked
    const event = eventBy(needs, 'logout', actorOf(found.user), now, caller.client.ip)
    await store.transact(async (tx) => {
      if (scope === 'local' && sessionId) tx.sessions.end(id, sessionId, 'sign_out', now)
      else if (scope === 'others' && sessionId) tx.sessions.endAll(id, 'sign_out', now, sessionId)
      else tx.sessions.endAll(id, 'sign_out', now)
      if (scope !== 'local')
        tx.oneTimeTokens.void(id, ['recovery', 'email_change_current', 'email_change_new'])
      tx.audit.add(event)
    })
    return granted(null)
  }
}
