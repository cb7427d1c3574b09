import { emailHandle } from '../domain/handle.ts'
import type { UserId } from '../domain/ids.ts'
import { type Refusal, refusal } from '../domain/refusal.ts'
import { isConfirmed, type User } from '../domain/user.ts'
import { hmacSha256 } from '../kernel/digest.ts'
import { wholeSecond } from '../kernel/instant.ts'
import { granted, type Outcome, refused } from '../kernel/outcome.ts'
import { uuidV4Like } from '../kernel/uuid.ts'
import type { Tx } from '../ports/store.ts'
import { checkEmail } from './check-email.ts'
import { checkNewPassword } from './check-password.ts'
import { drawLink, linkRow } from './draw-link.ts'
import { findUserByEmail, handleOf } from './find-user.ts'
import type { Needs } from './needs.ts'
import { draftUser } from './new-user.ts'
import { orderLinkMail, orderNotice } from './order-mail.ts'
import { actorOf, eventBy } from './record-event.ts'
import { repeatSignUp } from './repeat-sign-up.ts'
import { addressSubject, reserve, reserveMail } from './reserve.ts'
import { resolveAudience } from './resolve-audience.ts'
import { type SoundSignUp, shownDraft } from './sound-sign-up.ts'
import type { ShownUser, SignUpCommand } from './usecases.ts'

type SignUpAnswer = Outcome<ShownUser, Refusal>

/** Makes the use case: see `UseCases.signUp`. */
export function createSignUp(needs: Needs): (command: SignUpCommand) => Promise<SignUpAnswer> {
  return async (command) => {
    const checked = await checkSignUp(needs, command)
    if (!checked.granted) return checked
    return decide(needs, checked.value)
  }
}

async function decide(needs: Needs, sound: SoundSignUp): Promise<SignUpAnswer> {
  const { policy } = needs
  const owner = await findUserByEmail(needs, sound.draft.audience, sound.draft.email)
  if (owner === null) return register(needs, sound)
  if (!isConfirmed(owner)) return repeatSignUp(needs, sound, owner)
  return policy.autoconfirm || !policy.quirks.signUpHidesExisting
    ? refused(refusal('email_already_confirmed'))
    : pretend(needs, sound, owner)
}

async function checkSignUp(
  needs: Needs,
  command: SignUpCommand,
): Promise<Outcome<SoundSignUp, Refusal>> {
  const { policy, clock } = needs
  if (!policy.emailProviderEnabled) return refused(refusal('email_provider_disabled'))
  if (policy.signUpDisabled) return refused(refusal('signup_disabled'))
  const reserved = await reserve(needs, 'sign_up_by_client', command.caller.client.prefix)
  if (!reserved.granted) return reserved

  if (command.password === '') return refused(refusal('password_required'))
  const email = checkEmail(needs, command.email)
  if (!email.granted) return email
  const audience = resolveAudience(policy, command.caller.audience)
  if (!audience.granted) return audience
  const password = checkNewPassword(needs, command.password, email.value)
  if (!password.granted) return password
  const now = clock.now()
  const draft = draftUser(needs, audience.value, email.value, command.data, now)
  if (!draft.granted) return draft
  if (!policy.autoconfirm) {
    const mail = await reserveMail(needs, audience.value, email.value)
    if (!mail.granted) return mail
  }
  return granted({ command, draft: draft.value, password: password.value, now })
}

/**
 * Answers for a taken address as for a fresh one, at the same cost, and tells its owner (Q-001,
 * SEC-01). Nothing is stored but the notice, at most one a mail interval.
 */
async function pretend(needs: Needs, sound: SoundSignUp, owner: User): Promise<SignUpAnswer> {
  const { draft, now, password, command } = sound
  const spent = await needs.hasher.hash(password, { signal: command.caller.signal })
  if (!spent.granted) return spent
  const notice = orderNotice(needs, 'signup_attempted', owner.email, owner, now)
  const event = eventBy(needs, 'signup_repeated', actorOf(owner), now, command.caller.client.ip)
  const subject = addressSubject(draft.audience, draft.email)
  const mayTell = (await needs.limiter.reserve('notice_by_address', subject)).allowed
  await needs.store.transact(async (tx) => {
    tx.audit.add(event)
    if (mayTell) tx.outbox.add(notice)
  })
  return granted({ user: { ...shownDraft(sound), id: shadowId(needs, draft) }, isFresh: true })
}

/** The id shown for a taken address: as random as any, the same on each try. */
function shadowId({ keys }: Needs, draft: User): UserId {
  const handle = emailHandle(draft.site, draft.audience, draft.email)
  return uuidV4Like(hmacSha256(keys.shadow, handle)) as UserId
}

async function register(needs: Needs, sound: SoundSignUp): Promise<SignUpAnswer> {
  const { command, draft, password, now } = sound
  const hash = await needs.hasher.hash(password, { signal: command.caller.signal })
  if (!hash.granted) return hash
  const user = needs.policy.autoconfirm
    ? { ...draft, passwordHash: hash.value, confirmedAt: wholeSecond(now) }
    : { ...shownDraft(sound), passwordHash: hash.value }
  const write = prepareRegistration(needs, sound, user)
  const digest = emailHandle(user.site, user.audience, user.email)

  return needs.store.transact<SignUpAnswer>(
    async (tx) => {
      tx.handles.insert(handleOf(user, now))
      write(tx)
      return granted({ user, isFresh: true })
    },
    async () => {
      // Somebody took the address between the look and the write, or nobody holds it any more.
      const owner = await findUserByEmail(needs, user.audience, user.email)
      if (owner !== null) return decide(needs, sound)
      return needs.store.transact<SignUpAnswer>(async (tx) => {
        const dead = await tx.handles.find(digest)
        if (dead === null) tx.handles.insert(handleOf(user, now))
        else tx.handles.takeOver(digest, dead.userId, user.id)
        write(tx)
        return granted({ user, isFresh: true })
      })
    },
  )
}

function prepareRegistration(needs: Needs, sound: SoundSignUp, user: User): (tx: Tx) => void {
  const { now, command } = sound
  const event = eventBy(needs, 'user_signedup', actorOf(user), now, command.caller.client.ip)
  const link = drawLink(needs, 'confirmation')
  const mail = orderLinkMail(needs, 'confirmation', user.email, user, link, now)
  return (tx) => {
    tx.users.insert(user)
    if (user.confirmedAt !== null) {
      tx.audit.add(event)
      return
    }
    tx.oneTimeTokens.insert(linkRow(link, user.id, user.email, now))
    tx.outbox.add(mail)
  }
}
