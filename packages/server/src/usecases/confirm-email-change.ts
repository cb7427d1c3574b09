import { emailHandle } from '../domain/handle.ts'
import type { SessionId } from '../domain/ids.ts'
import { hasExpired, linkTokenDigest, type OneTimeToken } from '../domain/one-time-token.ts'
import { type Refusal, refusal } from '../domain/refusal.ts'
import type { User } from '../domain/user.ts'
import { type Digest, equalBytes } from '../kernel/digest.ts'
import type { Instant } from '../kernel/instant.ts'
import { granted, type Outcome, refused } from '../kernel/outcome.ts'
import type { Tx } from '../ports/store.ts'
import type { BearerUser } from './authenticate.ts'
import { changeMetadata } from './change-metadata.ts'
import { handleOf } from './find-user.ts'
import type { Needs } from './needs.ts'
import type { PasswordChange } from './plan-password-change.ts'
import { actorOf, eventBy } from './record-event.ts'
import type { ShownUser, UpdateUserCommand } from './usecases.ts'

type Confirmed = Outcome<ShownUser, Refusal>

interface PendingTokens {
  readonly toNew: OneTimeToken | null
  readonly toCurrent: OneTimeToken | null
}

/**
 * Switches the address once its mailbox is proven; with both mailboxes asked, the second proof
 * switches. Whether the address is still free is decided by its handle, in the same
 * transaction (SEC-80).
 */
export function createConfirmEmailChange(
  needs: Needs,
): (
  command: UpdateUserCommand,
  bearer: BearerUser,
  password: PasswordChange | null,
  now: Instant,
) => Promise<Confirmed> {
  return async (command, { user: seen, session }, password, now) =>
    needs.store.transact<Confirmed>(
      async (tx) => {
        const user = await tx.users.lock(seen.site, seen.id)
        if (user === null) return refused(refusal('user_not_found'))
        if (password?.holds(user) === false) return refused(refusal('reauthentication_required'))
        const tokens: PendingTokens = {
          toNew: await tx.oneTimeTokens.lock(user.id, 'email_change_new'),
          toCurrent: await tx.oneTimeTokens.lock(user.id, 'email_change_current'),
        }
        const proven = prove(needs, tx, user, tokens, command.emailChangeToken, now)
        if (!proven.granted) return proven
        const changed = changeMetadata(needs, user, command.data, command.appMetadata)
        if (!changed.granted) return changed
        const withPassword = password === null ? changed.value : password.apply(changed.value)
        const other = proven.value === tokens.toNew ? tokens.toCurrent : tokens.toNew
        const switches = other === null || other.usedAt !== null
        const next: User = switches
          ? { ...withPassword, email: user.pendingEmail, pendingEmail: '', changedAt: now }
          : { ...withPassword, pendingEmail: user.pendingEmail, changedAt: now }
        if (switches) moveHandle(tx, user, next, now)
        tx.users.update(user, next)
        tx.oneTimeTokens.markUsed(proven.value, now, session?.id ?? null)
        if (switches && needs.policy.quirks.revokesOnChange) endOthers(tx, user, session?.id, now)
        password?.write(tx, next)
        const ip = command.caller.client.ip
        tx.audit.add(eventBy(needs, 'user_modified', actorOf(next), now, ip))
        return granted({ user: next, isFresh: false })
      },
      () => refused(refusal('email_taken')),
    )
}

/** The pending token that was presented, or the refusal that its wrong try commits (Q-043, INV-14). */
function prove(
  { policy }: Needs,
  tx: Tx,
  user: User,
  { toNew, toCurrent }: PendingTokens,
  presented: string,
  now: Instant,
): Outcome<OneTimeToken, Refusal> {
  if (toNew === null || user.pendingEmail === '') return refused(refusal('email_change_mismatch'))
  if (hasExpired(toNew, now)) return refused(refusal('email_change_expired'))
  const most = policy.quirks.emailChangeTries
  if (most !== null && toNew.tries >= most) return refused(refusal('email_change_mismatch'))
  const digest = linkTokenDigest(presented)
  const match = [toNew, toCurrent].find((token) => token !== null && opens(token, digest))
  if (match) return granted(match)
  tx.oneTimeTokens.countTry(toNew)
  return refused(refusal('email_change_mismatch'))
}

function opens(token: OneTimeToken, digest: Digest): boolean {
  return (
    token.usedAt === null && token.tokenDigest !== null && equalBytes(token.tokenDigest, digest)
  )
}

function moveHandle(tx: Tx, user: User, next: User, now: Instant): void {
  tx.handles.insert(handleOf(next, now))
  tx.handles.delete(emailHandle(user.site, user.audience, user.email), user.id)
}

/** Other devices sign in anew; recovery links to the old mailbox die, its way back stays. */
function endOthers(tx: Tx, user: User, keep: SessionId | undefined, now: Instant): void {
  if (keep === undefined) tx.sessions.endAll(user.id, 'email_change', now)
  else tx.sessions.endAll(user.id, 'email_change', now, keep)
  tx.oneTimeTokens.void(user.id, ['confirmation', 'invite', 'recovery', 'magic_link'])
}
