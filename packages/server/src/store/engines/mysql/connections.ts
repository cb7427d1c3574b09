import { availableParallelism } from 'node:os'
import mysql from 'mysql2/promise'
import { Unavailable } from '../../../kernel/faults.ts'
import { isLost } from '../conflicts.ts'
import { patience } from '../patience.ts'
import { Asking } from './asking.ts'
import { translate } from './errors.ts'

/** Where the database is and how it is spoken to. */
export interface MysqlAddress {
  readonly host: string
  readonly port: number
  /** Path of a Unix socket, or `null`. */
  readonly socket: string | null
  readonly user: string
  readonly password: string
  readonly database: string
  readonly tls: 'verified' | 'unverified' | 'off'
}

const mostWaiting = 200

/**
 * Fixed for every connection: what escaping means, what is refused, how long anything may take. The
 * session's time zone is never set. Each server reads only the comment meant for it.
 */
const sessionText = `SET SESSION
  sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION,NO_ZERO_DATE,NO_ZERO_IN_DATE',
  innodb_lock_wait_timeout = ${Math.ceil(patience.lock / 1000)}, group_concat_max_len = 4096
  /*M!100101 , max_statement_time = ${patience.statement / 1000} */
  /*!50708 , max_execution_time = ${patience.statement} */`
const isolationText = 'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED'

/** `packets`: several statements a packet, for SQL that we compiled and values that are escaped here. */
export type PoolKind = 'prepared' | 'packets'

export function createPool(
  address: MysqlAddress,
  kind: PoolKind,
  size: number = poolSize(),
): mysql.Pool {
  const pool = mysql.createPool({
    ...(address.socket === null
      ? { host: address.host, port: address.port }
      : { socketPath: address.socket }),
    user: address.user,
    password: address.password,
    database: address.database,
    ...tlsOptions(address),
    connectionLimit: size,
    queueLimit: mostWaiting,
    connectTimeout: patience.connect,
    enableKeepAlive: true,
    multipleStatements: kind === 'packets',
    charset: 'utf8mb4',
    dateStrings: true,
    jsonStrings: true,
  })
  // Queued before anything else that the new connection is asked. The event hands over the bare
  // connection, whose queries answer through a callback; one that fails here fails its first query too.
  pool.on('connection', (connection) => {
    const bare = connection as unknown as BareConnection
    bare.query(sessionText, ignore)
    bare.query(isolationText, ignore)
  })
  return pool
}

interface BareConnection {
  query(sql: string, done: () => void): void
}

function ignore(): void {}

function poolSize(): number {
  return Math.min(20, 4 * availableParallelism())
}

function tlsOptions({ tls }: MysqlAddress): Pick<mysql.PoolOptions, 'ssl'> {
  if (tls === 'off') return {}
  return { ssl: { rejectUnauthorized: tls === 'verified', minVersion: 'TLSv1.2' } }
}

/** Runs `work` on a connection of the pool; one that was lost under it is thrown away. */
export async function withConnection<Value>(
  pool: mysql.Pool,
  work: (connection: Asking) => Promise<Value>,
): Promise<Value> {
  const connection = await acquire(pool)
  let fault: unknown = null
  try {
    return await work(new Asking(connection))
  } catch (error) {
    fault = translate(error)
    throw fault
  } finally {
    if (isLost(fault)) connection.destroy()
    else connection.release()
  }
}

/** Waits for a connection, but not for ever; one that comes too late goes back. */
async function acquire(pool: mysql.Pool): Promise<mysql.PoolConnection> {
  let isLate = false
  const coming = pool.getConnection()
  coming.then(
    (connection) => isLate && connection.release(),
    () => {}, // told to whoever waits below
  )
  const timer = Promise.withResolvers<never>()
  const limit = setTimeout(() => {
    isLate = true
    timer.reject(new Unavailable('the database is too busy', 1))
  }, patience.place + patience.connect)
  try {
    return await Promise.race([coming, timer.promise])
  } catch (error) {
    throw translate(error)
  } finally {
    clearTimeout(limit)
  }
}
