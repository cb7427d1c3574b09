import { emailHandle } from '../domain/handle.ts'
import {
  hasExpired,
  linkTokenDigest,
  type OneTimeToken,
  type TokenPurpose,
} from '../domain/one-time-token.ts'
import { type Refusal, refusal } from '../domain/refusal.ts'
import { isShutOut, type User } from '../domain/user.ts'
import { equalBytes } from '../kernel/digest.ts'
import { type Instant, wholeSecond } from '../kernel/instant.ts'
import { granted, type Outcome, refused } from '../kernel/outcome.ts'
import type { Tx } from '../ports/store.ts'
import { drawLink, linkRow } from './draw-link.ts'
import { handleOf } from './find-user.ts'
import type { Needs } from './needs.ts'
import { orderLinkMail } from './order-mail.ts'
import { actorOf, eventBy } from './record-event.ts'
import { reserve } from './reserve.ts'
import type { Caller } from './usecases.ts'

type Disowned = Outcome<null, Refusal>

const meant: readonly TokenPurpose[] = ['email_change_undo', 'alarm']

/**
 * Makes the use case: see `UseCases.disownChange`.
 *
 * "This was not me": every session ends, the address from before comes back, and a recovery mail
 * goes to it, because whoever made the change knows the password or a token.
 */
export function createDisownChange(
  needs: Needs,
): (command: { readonly caller: Caller; readonly token: string }) => Promise<Disowned> {
  return async ({ caller, token: presented }) => {
    const reserved = await reserve(needs, 'verify_by_client', caller.client.prefix)
    if (!reserved.granted) return reserved
    const now = needs.clock.now()
    const found = await needs.store.oneTimeTokens.findByDigest(linkTokenDigest(presented))
    if (found === null || !isMeant(found.token, found.user, now)) {
      return refused(refusal('one_time_token_unknown'))
    }
    if (hasExpired(found.token, now)) return refused(refusal('undo_expired'))
    return disown(needs, caller, found.token, now)
  }
}

function isMeant(token: OneTimeToken, user: User, now: Instant): boolean {
  return meant.includes(token.purpose) && token.usedAt === null && !isShutOut(user, now)
}

async function disown(
  needs: Needs,
  { client }: Caller,
  seen: OneTimeToken,
  now: Instant,
): Promise<Disowned> {
  const recovery = drawLink(needs, 'recovery')
  return needs.store.transact<Disowned>(
    async (tx) => {
      const [user, token] = await Promise.all([
        tx.users.lock(needs.policy.site, seen.userId),
        tx.oneTimeTokens.lock(seen.userId, seen.purpose),
      ])
      if (user === null || token === null || !isSame(token, seen)) {
        return refused(refusal('one_time_token_unknown'))
      }
      const next = restored(user, token, now)
      if (next.email !== user.email) moveHandleBack(tx, user, next, now)
      tx.users.update(user, next)
      tx.sessions.endAll(
        user.id,
        token.purpose === 'alarm' ? 'password_change' : 'email_change',
        now,
      )
      tx.oneTimeTokens.void(user.id)
      tx.oneTimeTokens.insert(linkRow(recovery, user.id, next.email, now))
      tx.outbox.add(orderLinkMail(needs, 'recovery', next.email, next, recovery, now))
      const action = token.purpose === 'alarm' ? 'password_change_disowned' : 'email_change_undone'
      tx.audit.add(eventBy(needs, action, actorOf(next), now, client.ip))
      return granted(null)
    },
    () => refused(refusal('email_taken')), // somebody registered the old address meanwhile
  )
}

function isSame(token: OneTimeToken, seen: OneTimeToken): boolean {
  if (token.usedAt !== null || token.tokenDigest === null || seen.tokenDigest === null) return false
  return equalBytes(token.tokenDigest, seen.tokenDigest)
}

/** The account with the address that the token was sent to, and without the password in doubt. */
function restored(user: User, token: OneTimeToken, now: Instant): User {
  const email = token.next.formerEmail ?? user.email
  return {
    ...user,
    email,
    passwordHash: token.purpose === 'alarm' ? '' : user.passwordHash,
    pendingEmail: '',
    recoverySentAt: wholeSecond(now),
    changedAt: now,
  }
}

function moveHandleBack(tx: Tx, user: User, next: User, now: Instant): void {
  tx.handles.insert(handleOf(next, now))
  tx.handles.delete(emailHandle(user.site, user.audience, user.email), user.id)
}
