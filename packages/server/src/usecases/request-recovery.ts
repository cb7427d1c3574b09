import { type Refusal, refusal } from '../domain/refusal.ts'
import { isShutOut, type User } from '../domain/user.ts'
import { add, type Instant, secondsUntil, wholeSecond } from '../kernel/instant.ts'
import { granted, type Outcome, refused } from '../kernel/outcome.ts'
import { drawLink, linkRow, putLink } from './draw-link.ts'
import { findUserByEmail } from './find-user.ts'
import type { Needs } from './needs.ts'
import { orderLinkMail } from './order-mail.ts'
import { actorOf, eventBy, systemActor } from './record-event.ts'
import { addressSubject, reserve, reserveMail } from './reserve.ts'
import { resolveAudience } from './resolve-audience.ts'
import type { Caller } from './usecases.ts'

interface RecoveryCommand {
  readonly caller: Caller
  readonly email: string
}

type Requested = Outcome<null, Refusal>

/**
 * No answer about an address leaves sooner, in milliseconds: what an account costs more than none is
 * a few writes, and a statistic over answers would find them (SEC-05).
 */
const pace = 100
const never = new AbortController().signal

/** Makes the use case: see `UseCases.requestRecovery`. */
export function createRequestRecovery(
  needs: Needs,
): (command: RecoveryCommand) => Promise<Requested> {
  return async (command) => {
    const { policy, delay } = needs
    const { caller, email } = command
    if (!policy.emailProviderEnabled) return refused(refusal('email_provider_disabled'))
    const reserved = await reserve(needs, 'recover_by_client', caller.client.prefix)
    if (!reserved.granted) return reserved
    if (email === '') return refused(refusal('recovery_email_required'))
    const audience = resolveAudience(policy, caller.audience)
    if (!audience.granted) return audience
    if (!policy.quirks.recoverIsUniform) return sendIfThere(needs, command, audience.value)
    const [requested] = await Promise.all([
      sendIfThere(needs, command, audience.value),
      delay(pace, caller.signal ?? never),
    ])
    return requested
  }
}

async function sendIfThere(
  needs: Needs,
  { caller, email }: RecoveryCommand,
  audience: string,
): Promise<Requested> {
  const now = needs.clock.now()
  const user = await findUserByEmail(needs, audience, email)
  const allowed = await mayMail(needs, audience, email, user, now)
  if (!allowed.granted) return allowed
  if (user === null || isShutOut(user, now)) await spendAlike(needs, caller, now)
  else await sendLink(needs, caller, user, now)
  return granted(null)
}

/** One mail an interval and address, counted alike for addresses that have no account (Q-007, SEC-02). */
async function mayMail(
  needs: Needs,
  audience: string,
  email: string,
  user: User | null,
  now: Instant,
): Promise<Requested> {
  const { policy, limiter } = needs
  if (policy.quirks.recoverIsUniform) {
    const interval = await limiter.reserve('recover_by_address', addressSubject(audience, email))
    if (!interval.allowed) {
      return refused(refusal('mail_rate_limited', { retryAfter: interval.retryAfter }))
    }
  } else if (user !== null && user.recoverySentAt !== null) {
    const until = add(user.recoverySentAt, policy.mailInterval)
    if (now <= until) {
      return refused(refusal('mail_rate_limited', { retryAfter: secondsUntil(now, until) }))
    }
  }
  return reserveMail(needs, audience, email)
}

async function sendLink(needs: Needs, caller: Caller, seen: User, now: Instant): Promise<void> {
  const link = drawLink(needs, 'recovery')
  const event = eventBy(needs, 'user_recovery_requested', actorOf(seen), now, caller.client.ip)
  const mail = orderLinkMail(needs, 'recovery', seen.email, seen, link, now)
  await needs.store.transact(async (tx) => {
    const user = await tx.users.lock(seen.site, seen.id)
    if (user === null || user.email !== seen.email) return
    await putLink(tx, linkRow(link, user.id, user.email, now))
    tx.users.update(user, { ...user, recoverySentAt: wholeSecond(now), changedAt: now })
    tx.audit.add(event)
    tx.outbox.add(mail)
  })
}

/** For an address without an account: a commit too, so that load tells little (SEC-05). It holds no address. */
async function spendAlike(needs: Needs, caller: Caller, now: Instant): Promise<void> {
  const nobody = eventBy(needs, 'recovery_for_unknown', systemActor, now, caller.client.ip)
  await needs.store.transact(async (tx) => tx.audit.add({ ...nobody, userId: null }))
}
