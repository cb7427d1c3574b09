import { hasExpired, type NextStep, type OneTimeToken } from '../domain/one-time-token.ts'
import { type Refusal, refusal } from '../domain/refusal.ts'
import { hasPassword, isConfirmed, type User } from '../domain/user.ts'
import { add, wholeSecond } from '../kernel/instant.ts'
import { granted, type Outcome, refused } from '../kernel/outcome.ts'
import type { Tx } from '../ports/store.ts'
import { changeMetadata } from './change-metadata.ts'
import { drawLink, linkRow } from './draw-link.ts'
import type { Needs } from './needs.ts'
import { orderLinkMail } from './order-mail.ts'
import { actorOf, eventBy } from './record-event.ts'
import { type SoundSignUp, shownDraft } from './sound-sign-up.ts'
import type { ShownUser } from './usecases.ts'

type SignUpAnswer = Outcome<ShownUser, Refusal>

/**
 * A sign-up for an address that somebody signed up before and nobody proved.
 *
 * Whoever typed the first password is unknown, so it never wins over another one: under autoconfirm
 * the newer sign-up replaces it, otherwise both are void once the mailbox is proven.
 */
export async function repeatSignUp(
  needs: Needs,
  sound: SoundSignUp,
  owner: User,
): Promise<SignUpAnswer> {
  return needs.policy.autoconfirm
    ? confirmAtOnce(needs, sound, owner)
    : askAgain(needs, sound, owner)
}

async function confirmAtOnce(needs: Needs, sound: SoundSignUp, owner: User): Promise<SignUpAnswer> {
  const { now, command, draft } = sound
  const hash = await needs.hasher.hash(sound.password, { signal: command.caller.signal })
  if (!hash.granted) return hash
  const { policy } = needs
  const event = eventBy(needs, 'user_signedup', actorOf(draft), now, command.caller.client.ip)

  return needs.store.transact<SignUpAnswer>(async (tx) => {
    const user = await tx.users.lock(owner.site, owner.id)
    if (user === null || isConfirmed(user)) return refused(refusal('email_already_confirmed'))
    const merged = changeMetadata(needs, user, command.data, null)
    if (!merged.granted) return merged
    const confirmed = { ...user, confirmedAt: wholeSecond(now), changedAt: now }
    const next = policy.quirks.signUpDisputes
      ? { ...confirmed, passwordHash: hash.value, userMetadata: draft.userMetadata }
      : { ...confirmed, userMetadata: merged.value.userMetadata }
    tx.users.update(user, next)
    tx.sessions.endAll(user.id, 'newer_sign_in', now)
    tx.oneTimeTokens.void(user.id)
    tx.audit.add({ ...event, userId: user.id, actor: actorOf(next) })
    return granted({ user: next, isFresh: false })
  })
}

async function askAgain(needs: Needs, sound: SoundSignUp, owner: User): Promise<SignUpAnswer> {
  const { now, command, password } = sound
  const { policy } = needs
  // One hash in every case, so that time tells nothing.
  const match = await needs.hasher.verify(password, owner.passwordHash, {
    signal: command.caller.signal,
  })
  if (!match.granted) return match
  const link = drawLink(needs, 'confirmation')

  return needs.store.transact<SignUpAnswer>(async (tx) => {
    const user = await tx.users.lock(owner.site, owner.id)
    if (user === null) return granted({ user: shownDraft(sound), isFresh: true })
    const previous = await tx.oneTimeTokens.lock(user.id, 'confirmation')
    const isSame = match.value.matches && user.passwordHash === owner.passwordHash
    const disputes = policy.quirks.signUpDisputes && !isSame && hasPassword(user)

    const merges = isSame || !policy.quirks.signUpDisputes
    const merged = changeMetadata(needs, user, merges ? command.data : null, null)
    if (!merged.granted) return merged
    const mails = !isWithinInterval(needs, user, sound)
    const next: User = {
      ...user,
      userMetadata: merged.value.userMetadata,
      confirmationSentAt: mails ? wholeSecond(now) : user.confirmationSentAt,
      changedAt: now,
    }
    tx.users.update(user, next)
    const step: NextStep = disputes || previous?.next.disputed ? { disputed: true } : {}
    const row = linkRow(link, user.id, user.email, now, step)
    if (mails) tx.outbox.add(orderLinkMail(needs, 'confirmation', user.email, next, link, now))
    putConfirmation(tx, previous, mails ? row : keepLink(previous, row))
    if (policy.quirks.signUpHidesExisting) {
      return granted({ user: { ...shownDraft(sound), id: user.id }, isFresh: true })
    }
    return granted({ user: next, isFresh: false })
  })
}

function isWithinInterval({ policy }: Needs, user: User, { now }: SoundSignUp): boolean {
  return (
    user.confirmationSentAt !== null && now <= add(user.confirmationSentAt, policy.mailInterval)
  )
}

/** Inside the mail interval nothing is sent: the link that is on its way keeps working. */
function keepLink(previous: OneTimeToken | null, row: OneTimeToken): OneTimeToken {
  if (previous === null || previous.usedAt !== null || hasExpired(previous, row.issuedAt))
    return row
  return { ...previous, next: row.next }
}

function putConfirmation(tx: Tx, previous: OneTimeToken | null, row: OneTimeToken): void {
  if (previous === null) tx.oneTimeTokens.insert(row)
  else tx.oneTimeTokens.replace(previous, row)
}
