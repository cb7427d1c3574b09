import { hasExpired } from '../domain/one-time-token.ts'
import { type LeasedMessage, type OutboxOutcome, sealingPlace } from '../domain/outbox-message.ts'
import { equalBytes } from '../kernel/digest.ts'
import { Fault } from '../kernel/faults.ts'
import type { Instant } from '../kernel/instant.ts'
import { open, type SealingKey } from '../kernel/seal.ts'
import type { Clock } from '../ports/clock.ts'
import type { Log, LogFields } from '../ports/log.ts'
import type { Mailer } from '../ports/mailer.ts'
import type { Random } from '../ports/random.ts'
import type { Store } from '../ports/store.ts'
import { nextTry } from './backoff.ts'
import { readMailOrder } from './mail-order.ts'
import type { RenderMail } from './render.ts'

export interface DeliveryNeeds {
  readonly store: Pick<Store, 'outbox' | 'oneTimeTokens'>
  readonly mailer: Mailer
  readonly render: RenderMail
  readonly sealingKey: SealingKey
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
}

/** A message in the hands of one worker. */
export interface Lease {
  readonly message: LeasedMessage
  readonly owner: string
  readonly until: Instant
  /** Fires when the worker is asked to stop: what is not on its way stays. */
  readonly stopping: AbortSignal
}

type Verdict =
  | { readonly kind: 'settle'; readonly outcome: OutboxOutcome }
  | { readonly kind: 'postpone'; readonly at: Instant }

/** Milliseconds that a send may take; one that could outlast its lease is not begun (INV-27). */
export const sendingTime = 50_000

/**
 * Delivers one message and records how it ended, whatever goes wrong: a fault is logged and counts as
 * a failed try. When even that cannot be recorded, the lease runs out and the message is tried again
 * under the same `Message-ID` (REL-29).
 */
export async function deliverMessage(needs: DeliveryNeeds, lease: Lease): Promise<void> {
  const fields = fieldsOf(lease.message)
  try {
    const verdict = await decide(needs, lease).catch((fault: unknown) => {
      needs.log.error('mail.fault', fault, fields)
      return later(needs, lease.message, 'fault')
    })
    if (!(await record(needs, lease, verdict))) needs.log.warn('mail.lease_lost', fields)
  } catch (fault) {
    needs.log.error('mail.not_recorded', fault, fields)
  }
}

async function decide(needs: DeliveryNeeds, lease: Lease): Promise<Verdict> {
  const { clock, log, mailer, render, sealingKey } = needs
  const { message } = lease
  if (!(await carriesLiveToken(needs, message))) {
    log.info('mail.stale', fieldsOf(message))
    return { kind: 'settle', outcome: 'stale' }
  }

  const payload = open(sealingKey, sealingPlace(message.id), message.payload)
  const order = payload === null ? null : readMailOrder(payload)
  if (order === null) return bury(needs, message, 'its payload cannot be read')

  const mail = await render(order, message.id)
  const now = clock.now()
  const isTooLate = now + sendingTime > lease.until
  if (lease.stopping.aborted || isTooLate) return { kind: 'postpone', at: now }

  const delivery = await mailer.send(mail)
  switch (delivery.kind) {
    case 'sent':
      log.info('mail.sent', { ...fieldsOf(message), kind: order.kind })
      return { kind: 'settle', outcome: 'done' }
    case 'permanent':
      return bury(needs, message, delivery.note)
    case 'transient':
      return later(needs, message, delivery.note)
  }
}

/** False when what the mail is for is used, replaced, voided or expired meanwhile (REL-30). */
async function carriesLiveToken(needs: DeliveryNeeds, message: LeasedMessage): Promise<boolean> {
  const { purpose, tokenDigest, userId } = message
  if (tokenDigest === null || purpose === null || userId === null) return true
  const token = await needs.store.oneTimeTokens.find(userId, purpose)
  if (token === null || token.usedAt !== null || hasExpired(token, needs.clock.now())) return false
  return [token.tokenDigest, token.codeDigest].some(
    (digest) => digest !== null && equalBytes(digest, tokenDigest),
  )
}

function later(needs: DeliveryNeeds, message: LeasedMessage, note: string): Verdict {
  const [chance = 0] = needs.random.bytes(1)
  const now = needs.clock.now()
  const at = nextTry(message.createdAt, message.attempts, now, chance)
  if (at === null) return bury(needs, message, note)
  needs.log.warn('mail.delayed', { ...fieldsOf(message), note, wait: at - now })
  return { kind: 'postpone', at }
}

/** Gives a message up. The one event about mail that an operator must be woken for (REL-29, REL-32). */
function bury(needs: DeliveryNeeds, message: LeasedMessage, note: string): Verdict {
  needs.log.error('mail.dead_letter', new Fault('a mail was given up'), {
    ...fieldsOf(message),
    note,
    alert: true,
  })
  return { kind: 'settle', outcome: 'dead' }
}

function record(needs: DeliveryNeeds, lease: Lease, verdict: Verdict): Promise<boolean> {
  const { outbox } = needs.store
  return verdict.kind === 'settle'
    ? outbox.settle(lease.message, lease.owner, verdict.outcome, needs.clock.now())
    : outbox.postpone(lease.message, lease.owner, verdict.at)
}

function fieldsOf(message: LeasedMessage): LogFields {
  return { message: message.id, purpose: message.purpose, attempts: message.attempts }
}
