import { readFile } from 'node:fs/promises'
import type { Config } from '../../config/config.ts'
import { type NodeServer, serveNode } from '../../entry/node.ts'
import { systemDelay } from '../../mail/delay.ts'
import { createOutboxWorker } from '../../mail/outbox-worker.ts'
import { loadPages } from '../../pages/assets.ts'
import { loadCommonPasswords } from '../../passwords/load-common-passwords.ts'
import { createPasswordHasher } from '../../passwords/password-hasher.ts'
import type { Log } from '../../ports/log.ts'
import { createLatchkey, type Latchkey, peerNamesOf, sealingKeyOf } from '../../server.ts'
import type { Engine } from '../../store/engines/engine.ts'
import { createSqlStore, type SqlStore } from '../../store/sql-store.ts'
import { awaitDatabase } from '../await-database.ts'
import { patienceFor } from '../database-finding.ts'
import { watchInbox } from '../live-mail.ts'
import { createObserver } from '../live-observer.ts'
import { createPeople, linkFor } from '../people.ts'
import type { Runtime, RuntimeOptions } from '../runtime-contract.ts'
import { readVersion } from '../version.ts'
import { bootAnswer } from './boot-answer.ts'
import { prepareSchema } from './database.ts'
import { startHousekeeping } from './housekeeping.ts'
import { createLineWriter, type LineWriter, openLogFile } from './line-writer.ts'
import { createMailer, createRenderer, type OpenInbox, openInbox } from './mail.ts'
import { openEngine } from './open-engine.ts'
import { createServerLog, tellsRequests } from './server-log.ts'
import { systemClock, systemRandom } from './system.ts'

/** What is closed when a server ends, last opened first. */
type Closing = (() => Promise<void>)[]

/** Starts everything a server consists of; what was started is closed again when a later part fails. */
export async function start(config: Config, options: RuntimeOptions): Promise<Runtime> {
  const closing: Closing = []
  const close = async (): Promise<void> => {
    for (const end of closing.splice(0).reverse()) await end()
  }
  try {
    return await assemble(config, options, closing, close)
  } catch (error) {
    await close()
    throw error
  }
}

async function assemble(
  config: Config,
  options: RuntimeOptions,
  closing: Closing,
  close: () => Promise<void>,
): Promise<Runtime> {
  const lines = openLines(config, options, closing)
  const log = createServerLog(config.log, lines)
  let answer: Latchkey['fetch'] = bootAnswer(readVersion())
  const listener = await listen(config, log, (request, context) => answer(request, context))
  closing.push(() => listener.close())
  const store = await openReadyStore(config, options, log, closing)
  const opened = await openWatchedInbox(options, log, listener.url, closing)
  const server = await build(config, options, { store, log, lines, opened, closing })
  await startWork(config, { store, log, opened, closing })
  // Closed first of all, so that what is in flight still has all it needs; a second call joins the first.
  closing.push(() => listener.close())
  answer = server.fetch
  return {
    url: listener.url,
    smtpPort: opened?.smtp.port ?? null,
    people: createPeople({ ...server, store, audience: config.policy.defaultAudience }),
    linkFor: async (email, kind, signal) =>
      opened === null ? null : linkFor(opened.inbox, email, kind, signal),
    logFault: (error) => log.error('process.fault', error),
    beginDrain: () => {
      server.beginDrain()
      listener.beginDrain()
    },
    close,
    abandoned: () => abandonedRequests(listener.inFlight()),
  }
}

function listen(config: Config, log: Log, fetch: Latchkey['fetch']): Promise<NodeServer> {
  const { api } = config
  return serveNode({
    fetch,
    host: api.host,
    port: api.port,
    limits: { most: api.mostConnections, perClient: api.connectionsPerClient },
    clientOf: peerNamesOf(config),
    onRefused: (whose) => log.warn('http.connection_refused', { whose }),
  })
}

function abandonedRequests(count: number): readonly string[] {
  if (count === 0) return []
  return [count === 1 ? '1 request' : `${count} requests`]
}

async function openReadyStore(
  config: Config,
  { onWaiting }: RuntimeOptions,
  log: Log,
  closing: Closing,
): Promise<SqlStore> {
  const engine = await awaitDatabase(() => openPrepared(config, log), {
    timeout: config.database.bootTimeout * 1000,
    patienceFor,
    onWaiting,
    now: () => performance.now(),
    sleep: (milliseconds) => systemDelay(milliseconds, new AbortController().signal),
  })
  const store = createSqlStore(engine, {
    clock: systemClock,
    random: systemRandom,
    onFault: (fault) => log.error('store.background_failed', fault),
  })
  closing.push(() => store.close())
  return store
}

async function openWatchedInbox(
  { inbox, watch }: RuntimeOptions,
  log: Log,
  url: string,
  closing: Closing,
): Promise<OpenInbox | null> {
  if (inbox === null) return null
  const opened = await openInbox(inbox, log)
  closing.push(() => opened.smtp.close())
  if (watch !== null) watchInbox(opened.inbox, url, watch)
  return opened
}

function openLines(config: Config, { logTo }: RuntimeOptions, closing: Closing): LineWriter {
  const target = config.log.file === '' ? process[logTo] : openLogFile(config.log.file)
  const lines = createLineWriter(target)
  closing.push(() => lines.close())
  return lines
}

async function openPrepared(config: Config, log: Log): Promise<Engine> {
  const engine = await openEngine(config, (alarm) => {
    if (alarm.kind === 'long_log') {
      log.warn('database.long_log', { bytes: alarm.bytes, note: alarm.note, alert: true })
    } else log.error(`database.${alarm.kind}`, alarm.fault, { alert: true })
  })
  try {
    await prepareSchema(engine, config)
    return engine
  } catch (error) {
    await engine.close()
    throw error
  }
}

interface Opened {
  readonly store: SqlStore
  readonly log: Log
  readonly opened: OpenInbox | null
  readonly closing: Closing
}

type Server = Pick<Latchkey, 'fetch' | 'usecases' | 'beginDrain'>

async function build(
  config: Config,
  { playground, watch, logTo }: RuntimeOptions,
  { store, log, opened, closing, lines }: Opened & { readonly lines: LineWriter },
): Promise<Server> {
  const hasher = createPasswordHasher({ scheme: config.policy.password.scheme, bcryptCost: 10 })
  closing.push(() => hasher.close())
  const observer = watch === null ? null : createObserver(watch)
  const kinds = [
    ...(playground ? ['playground' as const] : []),
    ...(opened ? ['inbox' as const] : []),
  ]
  const tables = await Promise.all(kinds.map((kind) => loadPages(kind, readFile)))
  const server = createLatchkey(config, {
    store,
    clock: systemClock,
    random: systemRandom,
    hasher,
    commonPasswords: await loadCommonPasswords(config.policy.password.refusesCommon),
    log,
    access: logTo === 'stdout' && tellsRequests(config.log) ? (line) => lines.write(line) : null,
    inbox: opened?.inbox ?? null,
    pages: new Map(tables.flatMap((table) => [...table])),
    delay: systemDelay,
    version: readVersion(),
    ...(observer === null ? {} : { watch: observer.usecases }),
  })
  return observer === null ? server : { ...server, fetch: observer.fetch(server.fetch) }
}

/** The work beside requests: mail, and the removal of what is outlived. */
async function startWork(config: Config, { store, log, opened, closing }: Opened): Promise<void> {
  const keeping = startHousekeeping({ store, log, delay: systemDelay })
  closing.push(() => keeping.stop())
  const mailer = await createMailer(config, opened?.inbox ?? null)
  if (mailer === null) return
  const worker = createOutboxWorker({
    store,
    mailer,
    render: createRenderer(config, log),
    sealingKey: sealingKeyOf(config.secrets),
    clock: systemClock,
    random: systemRandom,
    log,
    delay: systemDelay,
  })
  worker.start()
  closing.push(async () => {
    await worker.stop()
    await mailer.close()
  })
}
