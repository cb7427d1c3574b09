import { type MessageId, onlySite, type UserId } from '../../src/domain/ids.ts'
import type { MailOrder } from '../../src/domain/mail.ts'
import type { OneTimeToken } from '../../src/domain/one-time-token.ts'
import { type OutboxMessage, sealingPlace } from '../../src/domain/outbox-message.ts'
import { type Digest, sha256 } from '../../src/kernel/digest.ts'
import { instantAt } from '../../src/kernel/instant.ts'
import { type SealingKey, seal } from '../../src/kernel/seal.ts'
import { uuidV7 } from '../../src/kernel/uuid.ts'
import { createOutboxWorker, type OutboxWorker } from '../../src/mail/outbox-worker.ts'
import { createMailRenderer } from '../../src/mail/render.ts'
import { createSmtpMailer } from '../../src/mail/smtp-mailer.ts'
import { smtpTimeouts } from '../../src/mail/smtp-options.ts'
import type { Clock } from '../../src/ports/clock.ts'
import type { LogFields } from '../../src/ports/log.ts'
import type { Mailer } from '../../src/ports/mailer.ts'
import { createMemoryOutbox, type MemoryOutbox } from './memory-outbox.ts'
import type { SmtpSink } from './smtp-sink.ts'

const userId = '7c9e6679-7425-40de-944b-e07fc1f90ae7' as UserId
export const key: SealingKey = { number: 1, key: new Uint8Array(32).fill(7) }
export const begin: number = 1_800_000_000_000

/** What a worker needs, with a clock and a timer that move only when the test says so. */
export class MailWorld {
  now: number = begin
  outbox: MemoryOutbox = createMemoryOutbox()
  tokens: OneTimeToken[] = []
  logged: { readonly level: string; readonly event: string; readonly fields: LogFields }[] = []
  sink: SmtpSink
  readonly mailer: Mailer
  readonly workers: OutboxWorker[] = []
  readonly #waiting: Set<() => void> = new Set()
  readonly #watchers: Set<() => void> = new Set()
  #ids = 0

  constructor(sink: SmtpSink) {
    this.sink = sink
    const settings = { host: '127.0.0.1', port: sink.port, user: '', password: '', insecure: false }
    const timeouts = { ...smtpTimeouts, message: 300 }
    this.mailer = createSmtpMailer({ settings, clock: this.clock, timeouts })
  }

  readonly clock: Clock = { now: () => instantAt(this.now) }

  start(): OutboxWorker {
    const note =
      (level: string) =>
      (event: string, fields: LogFields = {}) => {
        this.logged.push({ level, event, fields })
        this.#look()
      }
    const log = {
      info: note('info'),
      warn: note('warn'),
      error: (event: string, _fault: unknown, fields?: LogFields) => note('error')(event, fields),
    }
    const worker = createOutboxWorker({
      store: {
        outbox: this.outbox,
        oneTimeTokens: {
          find: async (user, purpose) =>
            this.tokens.find((each) => each.userId === user && each.purpose === purpose) ?? null,
          findByDigest: async () => null,
        },
      },
      mailer: this.mailer,
      render: createMailRenderer({
        sender: 'Acme <mail@a.example>',
        subjects: { confirmation: '', invite: '', recovery: '', email_change: '' },
        templates: async () => null,
        log,
      }),
      sealingKey: key,
      clock: this.clock,
      random: { bytes: (count) => new Uint8Array(count) },
      log,
      delay: (_milliseconds, signal) => this.#wait(signal),
    })
    this.workers.push(worker)
    worker.start()
    return worker
  }

  async #wait(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#waiting.add(resolve)
    signal.addEventListener('abort', () => resolve())
    this.#look()
    await promise
    this.#waiting.delete(resolve)
  }

  /** Lets time pass, and every timer with it. */
  pass(milliseconds: number): void {
    this.now += milliseconds
    for (const resolve of this.#waiting) resolve()
  }

  /** Resolves once the worker has nothing to do and `holds` is true. */
  async until(holds: () => boolean): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    const watcher = () => this.#waiting.size > 0 && holds() && resolve()
    this.#watchers.add(watcher)
    watcher()
    await promise
    this.#watchers.delete(watcher)
  }

  #look(): void {
    for (const watcher of this.#watchers) watcher()
  }

  order(to: string, more: Partial<OutboxMessage> = {}, order: Partial<MailOrder> = {}): MessageId {
    this.#ids += 1
    const id = uuidV7(instantAt(this.now), new Uint8Array(10).fill(this.#ids)) as MessageId
    const variables = {
      siteUrl: 'https://a.example',
      confirmationUrl: 'https://a.example/#recovery_token=abc',
      email: to,
      newEmail: '',
      token: 'abc',
      data: {},
      lifetime: 3600,
    }
    const text = JSON.stringify({ kind: 'recovery', to, variables, ...order })
    this.outbox.add({
      id,
      site: onlySite,
      kind: 'mail',
      orderingKey: sha256(to).slice(0, 16),
      userId,
      purpose: null,
      tokenDigest: null,
      payload: seal(key, new Uint8Array(12), sealingPlace(id), text),
      createdAt: instantAt(this.now),
      ...more,
    })
    return id
  }

  outcomes(): readonly (string | null)[] {
    return this.outbox.entries.map((each) => each.outcome)
  }

  isSettled(): boolean {
    return this.outcomes().every((each) => each !== null)
  }

  isPostponed(): boolean {
    return this.outbox.entries.some((each) => each.owner === null && each.nextAt > this.now)
  }

  events(level: string): readonly string[] {
    return this.logged.filter((each) => each.level === level).map((each) => each.event)
  }
}

export function token(secret: string, more: Partial<OneTimeToken> = {}): OneTimeToken {
  return {
    userId,
    purpose: 'recovery',
    tokenDigest: sha256(secret),
    codeDigest: null,
    relatesTo: 'jane@x.test',
    issuedAt: instantAt(begin),
    expiresAt: instantAt(begin + 3_600_000),
    tries: 0,
    usedAt: null,
    sessionId: null,
    next: {},
    ...more,
  }
}

export const carrying = (
  secret: string,
): { readonly purpose: 'recovery'; readonly tokenDigest: Digest } => ({
  purpose: 'recovery',
  tokenDigest: sha256(secret),
})
