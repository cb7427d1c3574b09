import { availableParallelism } from 'node:os'
import pg from 'pg'
import { isLost } from '../conflicts.ts'
import { patience } from '../patience.ts'
import { Places } from '../places.ts'
import { translate } from './errors.ts'

/** Where the database is and how it is spoken to. */
export interface PostgresAddress {
  readonly host: string
  readonly port: number
  /** Folder of a Unix socket, or `null`. */
  readonly socket: string | null
  readonly user: string
  readonly password: string
  readonly database: string
  /** Encrypted with a checked certificate, encrypted without a check, or in clear (SEC-126). */
  readonly tls: 'verified' | 'unverified' | 'off'
}

export interface PoolOptions {
  /** Most connections; default four a core, at most 20 (REL-25). */
  readonly connections?: number | undefined
  /** How many may wait for one; default 200. */
  readonly waiters?: number | undefined
  /** How long each may wait, in milliseconds; default 1000. */
  readonly waitMs?: number | undefined
}

/** A bounded pool of pipelining connections. */
export interface Connections {
  readonly size: number
  /**
   * Runs `work` on a connection; one that was lost under it is thrown away. `leftMs` is what remains
   * of the time that a first answer may take.
   */
  use<Value>(work: (client: pg.PoolClient, leftMs: number) => Promise<Value>): Promise<Value>
  end(): Promise<void>
}

/** Session settings go with the start-up packet: no trip of their own, and no state to lose. */
const settings: readonly string[] = [
  'default_transaction_isolation=read\\ committed',
  `statement_timeout=${patience.statement}`,
  `lock_timeout=${patience.lock}`,
  `idle_in_transaction_session_timeout=${patience.idle}`,
  'bytea_output=hex',
]

const keepAliveMs = 30_000

export function createConnections(address: PostgresAddress, options: PoolOptions): Connections {
  const { connections: size = usualSize(), waiters, waitMs } = options
  const places = new Places({ size, waiters, waitMs })
  const pool = new pg.Pool(poolConfig(address, size))
  // A connection that breaks fails its queries, and an idle one is replaced at the next use: the
  // event tells nothing more, but without a listener it would end the process.
  const ignore = (): void => {}
  pool.on('error', ignore)
  pool.on('connect', (client) => client.on('error', ignore))
  let ending: Promise<void> | null = null
  return {
    size,
    use(work) {
      const asked = performance.now()
      return places.hold(() => useOne(pool, asked, work))
    },
    end() {
      ending ??= pool.end()
      return ending
    },
  }
}

function poolConfig(address: PostgresAddress, size: number): pg.PoolConfig {
  const { port, user, password, database, tls } = address
  return {
    host: address.socket ?? address.host,
    port,
    user,
    password,
    database,
    ssl: tls === 'off' ? false : { rejectUnauthorized: tls === 'verified' },
    max: size,
    connectionTimeoutMillis: patience.connect,
    idleTimeoutMillis: keepAliveMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: keepAliveMs,
    pipeline: true,
    application_name: 'latchkey',
    options: settings.map((setting) => `-c ${setting}`).join(' '),
    types: { getTypeParser: parserFor },
  }
}

function usualSize(): number {
  return Math.min(20, 4 * availableParallelism())
}

async function useOne<Value>(
  pool: pg.Pool,
  asked: number,
  work: (client: pg.PoolClient, leftMs: number) => Promise<Value>,
): Promise<Value> {
  const client = await pool.connect().catch((error: unknown) => {
    throw translate(error)
  })
  let isUsable = true
  try {
    const spent = performance.now() - asked
    return await work(client, Math.max(patience.answer - spent, patience.answer / 2))
  } catch (error) {
    isUsable = !isLost(error)
    throw error
  } finally {
    client.release(!isUsable)
  }
}

const booleanType = 16
const bytesType = 17

/** Text for everything but booleans and bytes: the codec decides what a column's value is. */
function parserFor(type: number): (text: string) => unknown {
  if (type === booleanType) return (text) => text === 't'
  if (type === bytesType) return (text) => new Uint8Array(Buffer.from(text.slice(2), 'hex'))
  return (text) => text
}
