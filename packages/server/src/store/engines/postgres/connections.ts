import { createHash } from 'node:crypto'
import { availableParallelism } from 'node:os'
import pg from 'pg'
import { Unavailable } from '../../../kernel/faults.ts'
import type { Bound, RawRow } from '../../statement.ts'
import { isLost, translate } from './errors.ts'

/** Where the database is and how it is spoken to. */
export interface PostgresAddress {
  readonly host: string
  readonly port: number
  /** Folder of a Unix socket, or `null`. */
  readonly socket: string | null
  readonly user: string
  readonly password: string
  readonly database: string
  readonly tls: 'verified' | 'unverified' | 'off'
}

const mostWaiting = 200
const acquireMs = 2000
const statementMs = 10_000
const lockMs = 5000

/** Session settings go with the start-up packet: no trip of their own, and no state to lose. */
const startOptions = [
  'default_transaction_isolation=read\\ committed',
  `statement_timeout=${statementMs}`,
  `lock_timeout=${lockMs}`,
  `idle_in_transaction_session_timeout=${statementMs}`,
]

/** A pool of pipelining connections, bounded in size and in who waits for it (REL-25). */
export function createPool(address: PostgresAddress, size: number = poolSize()): pg.Pool {
  const pool = new pg.Pool({
    host: address.socket ?? address.host,
    port: address.port,
    user: address.user,
    password: address.password,
    database: address.database,
    ssl: tlsOptions(address),
    max: size,
    connectionTimeoutMillis: acquireMs,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    pipeline: true,
    application_name: 'latchkey',
    options: startOptions.map((option) => `-c ${option}`).join(' '),
    types: { getTypeParser: parserFor },
  } as pg.PoolConfig)
  // An idle connection that breaks is replaced at the next use; without a listener it would end us.
  pool.on('error', () => {})
  return pool
}

function poolSize(): number {
  return Math.min(20, 4 * availableParallelism())
}

function tlsOptions({ tls, host }: PostgresAddress): pg.ConnectionConfig['ssl'] {
  if (tls === 'off') return false
  return tls === 'verified' ? { servername: host } : { rejectUnauthorized: false }
}

const booleanType = 16
const bytesType = 17

/** Text for everything but booleans and bytes: the codec decides what a column's value is. */
function parserFor(type: number): (text: string) => unknown {
  if (type === booleanType) return (text) => text === 't'
  if (type === bytesType) return (text) => new Uint8Array(Buffer.from(text.slice(2), 'hex'))
  return (text) => text
}

/** Runs `work` on a connection of the pool; one that was lost under it is thrown away. */
export async function withConnection<Value>(
  pool: pg.Pool,
  work: (client: pg.PoolClient) => Promise<Value>,
): Promise<Value> {
  if (pool.waitingCount >= mostWaiting) throw new Unavailable('the database is too busy', 1)
  const client = await pool.connect().catch((error: unknown) => {
    throw translate(error)
  })
  let fault: unknown = null
  try {
    return await work(client)
  } catch (error) {
    fault = translate(error)
    throw fault
  } finally {
    client.release(isLost(fault))
  }
}

const names = new WeakMap<object, string>()

/** A prepared query: named by its text, so that one name never means two (Postgres refuses that). */
export function queryOf({ statement, values }: Bound): pg.QueryConfig {
  let name = names.get(statement)
  if (name === undefined) {
    const digest = createHash('sha256').update(statement.sql).digest('hex').slice(0, 12)
    name = `${statement.name.slice(0, 50)}_${digest}`
    names.set(statement, name)
  }
  return { name, text: statement.sql, values: [...values] }
}

export function rowsOf(result: pg.QueryResult): readonly RawRow[] {
  return result.rows as readonly RawRow[]
}
