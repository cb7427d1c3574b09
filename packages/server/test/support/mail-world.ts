import { type MessageId, onlySite, type UserId } from '../../src/domain/ids.ts'
import type { MailOrder } from '../../src/domain/mail.ts'
import type { OneTimeToken } from '../../src/domain/one-time-token.ts'
import {
  type OutboxMessage,
  type OutboxOutcome,
  sealingPlace,
} from '../../src/domain/outbox-message.ts'
import { createSqlite } from '../../src/entry/sqlite.ts'
import { type Digest, sha256 } from '../../src/kernel/digest.ts'
import { instantAt } from '../../src/kernel/instant.ts'
import { type SealingKey, seal } from '../../src/kernel/seal.ts'
import { uuidV7 } from '../../src/kernel/uuid.ts'
import { createOutboxWorker, type OutboxWorker } from '../../src/mail/outbox-worker.ts'
import { createMailRenderer } from '../../src/mail/render.ts'
import { createSmtpMailer } from '../../src/mail/smtp-mailer.ts'
import { smtpTimeouts } from '../../src/mail/smtp-options.ts'
import type { Clock } from '../../src/ports/clock.ts'
import type { Log, LogFields } from '../../src/ports/log.ts'
import type { Mailer } from '../../src/ports/mailer.ts'
import type { Random } from '../../src/ports/random.ts'
import type { OneTimeTokenReads, OutboxWork } from '../../src/ports/store.ts'
import { migrate } from '../../src/store/migrations/migrate.ts'
import { createSqlStore, type SqlStore } from '../../src/store/sql-store.ts'

const userId = '7c9e6679-7425-40de-944b-e07fc1f90ae7' as UserId
export const key: SealingKey = { number: 1, key: new Uint8Array(32).fill(7) }
export const begin: number = 1_800_000_000_000

/** What became of a message at its last try. */
export interface Fate {
  readonly id: MessageId
  readonly outcome: OutboxOutcome | 'postponed'
  readonly at: number
  readonly attempts: number
}

interface LogLine {
  readonly level: 'info' | 'warn' | 'error'
  readonly event: string
  readonly fields: LogFields
}

/** A worker with its outbox in SQLite, and a clock and a timer that move only when the test says so. */
export class MailWorld {
  now: number = begin
  readonly clock: Clock = { now: () => instantAt(this.now) }
  readonly random: Random = { bytes: (count) => new Uint8Array(count) }
  readonly logged: LogLine[] = []
  readonly fates: Map<MessageId, Fate> = new Map()
  /** How long each sleep was asked to be, in milliseconds. */
  readonly pauses: number[] = []
  readonly store: SqlStore
  /** The store's own, with ears; a test may break a function of these two. */
  readonly outbox: { -readonly [Name in keyof OutboxWork]: OutboxWork[Name] }
  readonly tokens: { -readonly [Name in keyof OneTimeTokenReads]: OneTimeTokenReads[Name] }
  readonly #smtpPort: number
  readonly #mailers: Mailer[] = []
  readonly #workers: OutboxWorker[] = []
  readonly #sleepers: Set<() => void> = new Set()
  readonly #watchers: Set<() => void> = new Set()
  #ids = 0

  private constructor(store: SqlStore, smtpPort: number) {
    this.store = store
    this.outbox = this.#overheard(store.outbox)
    this.tokens = { ...store.oneTimeTokens }
    this.#smtpPort = smtpPort
  }

  static async open(smtpPort: number, file = ':memory:'): Promise<MailWorld> {
    const engine = createSqlite({ file })
    const clock: Clock = { now: () => instantAt(begin) }
    const random: Random = { bytes: (count) => crypto.getRandomValues(new Uint8Array(count)) }
    await migrate(engine, { clock, random })
    const onFault = (fault: unknown) => {
      throw fault
    }
    return new MailWorld(createSqlStore(engine, { clock, random, onFault }), smtpPort)
  }

  async close(): Promise<void> {
    await Promise.all(this.#workers.map((each) => each.stop()))
    await Promise.all(this.#mailers.map((each) => each.close()))
    await this.store.close()
  }

  /** A worker whose sends are given up after `patience` real milliseconds. */
  start(patience = 5000): OutboxWorker {
    const log = this.#log()
    const mailer = createSmtpMailer({
      settings: {
        host: '127.0.0.1',
        port: this.#smtpPort,
        user: '',
        password: '',
        insecure: false,
      },
      clock: this.clock,
      timeouts: { ...smtpTimeouts, message: patience },
    })
    this.#mailers.push(mailer)
    const worker = createOutboxWorker({
      store: { outbox: this.outbox, oneTimeTokens: this.tokens },
      mailer,
      render: createMailRenderer({
        sender: 'Acme <mail@a.example>',
        subjects: { confirmation: '', invite: '', recovery: '', email_change: '' },
        templates: async () => null,
        log,
      }),
      sealingKey: key,
      clock: this.clock,
      random: this.random,
      log,
      delay: (milliseconds, signal) => {
        this.pauses.push(milliseconds)
        return this.#sleep(signal)
      },
    })
    this.#workers.push(worker)
    worker.start()
    return worker
  }

  async order(
    to: string,
    more: Partial<OutboxMessage> = {},
    order: Partial<MailOrder> = {},
  ): Promise<MessageId> {
    this.#ids += 1
    const id = uuidV7(this.clock.now(), new Uint8Array(10).fill(this.#ids)) as MessageId
    const text = JSON.stringify({ kind: 'recovery', to, variables: variablesFor(to), ...order })
    await this.store.transact(async (tx) =>
      tx.outbox.add({
        id,
        site: onlySite,
        kind: 'mail',
        orderingKey: sha256(to).slice(0, 16),
        userId,
        purpose: null,
        tokenDigest: null,
        payload: seal(key, new Uint8Array(12), sealingPlace(id), text),
        createdAt: this.clock.now(),
        ...more,
      }),
    )
    return id
  }

  async keep(token: OneTimeToken): Promise<void> {
    await this.store.transact(async (tx) => tx.oneTimeTokens.insert(token))
  }

  /** Lets time pass, and wakes whoever sleeps. */
  pass(milliseconds: number): void {
    this.now += milliseconds
    for (const wake of this.#sleepers) wake()
    this.#sleepers.clear()
  }

  /** Resolves once the worker sleeps and `holds` is true. */
  async until(holds: () => boolean): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    const watcher = () => this.#sleepers.size > 0 && holds() && resolve()
    this.#watchers.add(watcher)
    watcher()
    await promise
    this.#watchers.delete(watcher)
  }

  /** Resolves once each of these messages has ended. */
  settled(...ids: readonly MessageId[]): Promise<void> {
    return this.until(() => ids.every((id) => this.#isSettled(id)))
  }

  postponed(id: MessageId): Promise<void> {
    return this.until(() => this.fates.get(id)?.outcome === 'postponed')
  }

  outcomes(...ids: readonly MessageId[]): readonly (Fate['outcome'] | undefined)[] {
    return ids.map((id) => this.fates.get(id)?.outcome)
  }

  heard(event: string): boolean {
    return this.logged.some((each) => each.event === event)
  }

  #isSettled(id: MessageId): boolean {
    return (this.fates.get(id)?.outcome ?? 'postponed') !== 'postponed'
  }

  #overheard(outbox: OutboxWork): MailWorld['outbox'] {
    return {
      ...outbox,
      settle: async (message, owner, outcome, at) => {
        const isOurs = await outbox.settle(message, owner, outcome, at)
        const { attempts, id } = message
        if (isOurs) this.fates.set(id, { id, outcome, at, attempts })
        this.#look()
        return isOurs
      },
      postpone: async (message, owner, at) => {
        const { attempts, id } = message
        const isOurs = await outbox.postpone(message, owner, at)
        if (isOurs) this.fates.set(id, { id, outcome: 'postponed', at, attempts })
        this.#look()
        return isOurs
      },
    }
  }

  #log(): Log {
    const note = (level: LogLine['level'], event: string, fields: LogFields = {}) => {
      this.logged.push({ level, event, fields })
      this.#look()
    }
    return {
      info: (event, fields) => note('info', event, fields),
      warn: (event, fields) => note('warn', event, fields),
      error: (event, _fault, fields) => note('error', event, fields),
    }
  }

  async #sleep(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return
    const { promise, resolve } = Promise.withResolvers<void>()
    const wake = () => {
      this.#sleepers.delete(wake)
      resolve()
    }
    this.#sleepers.add(wake)
    signal.addEventListener('abort', wake)
    this.#look()
    await promise
  }

  #look(): void {
    for (const watcher of this.#watchers) watcher()
  }
}

function variablesFor(email: string): MailOrder['variables'] {
  return {
    siteUrl: 'https://a.example',
    confirmationUrl: 'https://a.example/#recovery_token=abc',
    email,
    newEmail: '',
    token: 'abc',
    data: {},
    lifetime: 3600,
  }
}

/** The live recovery token with this secret. */
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

/** What a message says of the token it carries. */
export function carrying(secret: string): {
  readonly purpose: 'recovery'
  readonly tokenDigest: Digest
} {
  return { purpose: 'recovery', tokenDigest: sha256(secret) }
}
