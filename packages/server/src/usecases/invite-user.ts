import { type Refusal, refusal } from '../domain/refusal.ts'
import { hasPassword, isConfirmed, type User } from '../domain/user.ts'
import { type Instant, wholeSecond } from '../kernel/instant.ts'
import { granted, type Outcome, refused } from '../kernel/outcome.ts'
import { changeMetadata } from './change-metadata.ts'
import { checkEmail } from './check-email.ts'
import { drawLink, linkRow, putLink } from './draw-link.ts'
import { findUserByEmail, handleOf } from './find-user.ts'
import type { Needs } from './needs.ts'
import { draftUser } from './new-user.ts'
import { orderLinkMail } from './order-mail.ts'
import { eventAbout } from './record-event.ts'
import type { InviteCommand, ShownUser } from './usecases.ts'

type Invited = Outcome<ShownUser, Refusal>

/**
 * Makes the use case: see `UseCases.inviteUser`.
 *
 * Inviting again sends a new link and kills the old one; somebody who has confirmed is never
 * overwritten (SEC-77, Q-039).
 */
export function createInviteUser(needs: Needs): (command: InviteCommand) => Promise<Invited> {
  return async (command) => {
    const email = checkEmail(needs, command.email)
    if (!email.granted) return email
    const now = needs.clock.now()
    const { audience } = command.admin
    const owner = await findUserByEmail(needs, audience, email.value)
    if (owner !== null) return inviteAgain(needs, command, owner, now)
    const draft = draftUser(needs, audience, email.value, command.data, now)
    if (!draft.granted) return draft
    return inviteNew(needs, command, { ...draft.value, invitedAt: wholeSecond(now) }, now)
  }
}

async function inviteNew(
  needs: Needs,
  { admin, caller }: InviteCommand,
  user: User,
  now: Instant,
): Promise<Invited> {
  const link = drawLink(needs, 'invite')
  const mail = orderLinkMail(needs, 'invite', user.email, user, link, now)
  const event = eventAbout(needs, 'user_invited', admin.actor, user, now, caller.client.ip)
  return needs.store.transact<Invited>(
    async (tx) => {
      tx.handles.insert(handleOf(user, now))
      tx.users.insert(user)
      tx.oneTimeTokens.insert(linkRow(link, user.id, user.email, now))
      tx.outbox.add(mail)
      tx.audit.add(event)
      return granted({ user, isFresh: true })
    },
    () => refused(refusal('email_taken')),
  )
}

async function inviteAgain(
  needs: Needs,
  { admin, caller, data }: InviteCommand,
  owner: User,
  now: Instant,
): Promise<Invited> {
  const { policy } = needs
  if (isConfirmed(owner) || !policy.quirks.inviteRepeats) return refused(refusal('email_taken'))
  const link = drawLink(needs, 'invite')
  const event = eventAbout(needs, 'user_invited', admin.actor, owner, now, caller.client.ip)
  return needs.store.transact<Invited>(async (tx) => {
    const user = await tx.users.lock(owner.site, owner.id)
    if (user === null || isConfirmed(user)) return refused(refusal('email_taken'))
    const merged = changeMetadata(needs, user, data, null)
    if (!merged.granted) return merged
    const next: User = {
      ...user,
      userMetadata: merged.value.userMetadata,
      invitedAt: wholeSecond(now),
      changedAt: now,
    }
    // A password that somebody typed at an open sign-up does not survive the invitation (SEC-71).
    const step = hasPassword(user)
      ? ({ disputed: true, userMetadata: merged.value.userMetadata } as const)
      : {}
    await putLink(tx, linkRow(link, user.id, user.email, now, step))
    tx.users.update(user, next)
    tx.outbox.add(orderLinkMail(needs, 'invite', user.email, next, link, now))
    tx.audit.add(event)
    return granted({ user: next, isFresh: false })
  })
}
