import { systemRandom } from '../../src/cli/runtime/system.ts'
import type { Config } from '../../src/config/config.ts'
import { createSqlite } from '../../src/entry/sqlite.ts'
import { systemDelay } from '../../src/mail/delay.ts'
import { createInbox, type FillableInbox } from '../../src/mail/inbox.ts'
import { createInboxMailer } from '../../src/mail/inbox-mailer.ts'
import { createOutboxWorker } from '../../src/mail/outbox-worker.ts'
import { createMailRenderer } from '../../src/mail/render.ts'
import { commonPasswords } from '../../src/passwords/common-passwords.ts'
import { createPasswordHasher } from '../../src/passwords/password-hasher.ts'
import type { Delay } from '../../src/ports/delay.ts'
import type { Log } from '../../src/ports/log.ts'
import type { Mailer } from '../../src/ports/mailer.ts'
import type { Store } from '../../src/ports/store.ts'
import { createLatchkey, type Latchkey, sealingKeyOf } from '../../src/server.ts'
import type { Engine } from '../../src/store/engines/engine.ts'
import { migrate, readMigrationStatus } from '../../src/store/migrations/migrate.ts'
import { createSqlStore, type SqlStore } from '../../src/store/sql-store.ts'
import { configWith } from './configuration.ts'
import { type HandClock, handClock } from './hand-clock.ts'

/** A whole server in this process: real store, real hashes, mail caught in an inbox. */
export interface World {
  readonly config: Config
  readonly clock: HandClock
  readonly server: Latchkey
  readonly store: SqlStore
  readonly inbox: FillableInbox
  /** Everything that was logged, as text: for tests that look for secrets. */
  readonly logged: readonly string[]
  /** What requests have cost so far: the same work is the same time, on any machine. */
  readonly spent: Readonly<Spent>
  /** Lets time pass, in seconds. */
  pass(seconds: number): void
  /** Sends a request to the Netlify face, as from one client on the internet. */
  ask(method: string, path: string, options?: Asking): Promise<Response>
  /** The token in the link of the newest mail to an address. */
  mailedToken(to: string, kind?: string): Promise<string>
  close(): Promise<void>
}

export interface Spent {
  /** Passwords hashed, those of nobody included. */
  readonly hashes: number
  transactions: number
}

export interface Asking {
  readonly json?: unknown
  readonly form?: Readonly<Record<string, string>>
  readonly bearer?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  readonly peer?: string
  /** What the request says it was sent to; the site's own host by default. */
  readonly host?: string
}

export interface WorldOptions {
  readonly environment?: Readonly<Record<string, string | undefined>>
  /** Opens the database; SQLite in memory by default. */
  readonly openEngine?: () => Promise<Engine> | Engine
  readonly clock?: HandClock
  /** What no variable says. */
  readonly policy?: Partial<Config['policy']>
  /** Waits for requests; the system's timer by default. */
  readonly delay?: Delay
  /** Takes the mail instead of the inbox. */
  readonly mailer?: Mailer
}

/** Limits that would trip a suite which asks hundreds of times from one address. */
const withoutLimits = {
  LATCHKEY_LOGIN_LIMITS: 'exact',
  LATCHKEY_FLOW_LIMITS: 'exact',
  LATCHKEY_REFRESH_LIMITS: 'exact',
}

export async function createWorld(options: WorldOptions = {}): Promise<World> {
  const read = configWith({ ...withoutLimits, ...options.environment })
  const config = { ...read, policy: { ...read.policy, ...options.policy } }
  const clock = options.clock ?? handClock()
  const engine = (await options.openEngine?.()) ?? createSqlite({ file: ':memory:' })
  const pending = (await readMigrationStatus(engine)).some(({ status }) => status === 'Pending')
  if (pending) await migrate(engine, { clock, random: systemRandom })
  const logged: string[] = []
  const log = listeningLog(logged)
  const store = createSqlStore(engine, {
    clock,
    random: systemRandom,
    onFault: (fault) => log.error('background', fault),
  })
  const inbox = createInbox(clock)
  const hasher = createPasswordHasher({ scheme: config.policy.password.scheme, bcryptCost: 10 })
  const spent = {
    get hashes() {
      return hasher.stats().hashes
    },
    transactions: 0,
  }
  const server = createLatchkey(config, {
    store: countedStore(store, spent),
    clock,
    random: systemRandom,
    hasher,
    commonPasswords,
    log,
    access: (line) => logged.push(line),
    inbox,
    pages: new Map(),
    delay: options.delay ?? systemDelay,
    version: 'test',
  })
  const worker = createOutboxWorker({
    store,
    mailer: options.mailer ?? createInboxMailer(inbox),
    render: createMailRenderer({
      sender: config.mail.sender,
      subjects: { confirmation: '', invite: '', recovery: '', email_change: '' },
      templates: async () => null,
      log,
    }),
    sealingKey: sealingKeyOf(config.secrets),
    clock,
    random: systemRandom,
    log,
    delay: systemDelay,
  })
  worker.start()
  return {
    config,
    clock,
    server,
    store,
    inbox,
    logged,
    spent,
    pass: (seconds) => clock.advance(seconds * 1000),
    ask: (method, path, asking = {}) => ask(server, method, path, asking),
    mailedToken: (to, kind) => mailedToken(inbox, to, kind),
    close: async () => {
      await worker.stop()
      await hasher.close()
      await store.close()
    },
  }
}

function countedStore(store: Store, spent: Spent): Store {
  return {
    ...store,
    transact(work, whenTaken) {
      spent.transactions += 1
      return store.transact(work, whenTaken)
    },
  }
}

function ask(server: Latchkey, method: string, path: string, asking: Asking): Promise<Response> {
  const headers = new Headers(asking.headers)
  if (asking.bearer !== undefined) headers.set('authorization', `Bearer ${asking.bearer}`)
  let body = asking.body ?? null
  if (asking.json !== undefined) {
    body = JSON.stringify(asking.json)
    if (!headers.has('content-type')) headers.set('content-type', 'application/json')
  }
  if (asking.form !== undefined) {
    body = new URLSearchParams(asking.form).toString()
    headers.set('content-type', 'application/x-www-form-urlencoded')
  }
  const request = new Request(`https://${asking.host ?? 'acme.example'}${path}`, {
    method,
    headers,
    body,
  })
  return server.fetch(request, { peer: asking.peer ?? '203.0.113.7' })
}

async function mailedToken(inbox: FillableInbox, to: string, kind?: string): Promise<string> {
  const query = kind === undefined ? { to } : { to, kind }
  const message = await inbox.wait(query, AbortSignal.timeout(5000))
  if (message === null) throw new Error(`no mail to ${to}`)
  return message.link.slice(message.link.lastIndexOf('=') + 1)
}

function listeningLog(logged: string[]): Log {
  const write = (event: string, fields: object = {}): void => {
    logged.push(JSON.stringify({ event, ...fields }))
  }
  return {
    info: write,
    warn: write,
    error: (event, fault, fields = {}) =>
      write(event, { ...fields, fault: fault instanceof Error ? describe(fault) : String(fault) }),
  }
}

function describe(fault: Error): string {
  const cause = fault.cause instanceof Error ? ` <- ${describe(fault.cause)}` : ''
  return `${fault.stack ?? fault.message}${cause}`
}
