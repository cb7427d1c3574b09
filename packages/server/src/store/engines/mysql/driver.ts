import { MysqlAdapter, MysqlIntrospector, MysqlQueryCompiler } from 'kysely'
import type mysql from 'mysql2/promise'
import { Unavailable } from '../../../kernel/faults.ts'
import { QueryTooSlow } from '../../../ports/listing.ts'
import type { Bindable, Bound, RawRow } from '../../statement.ts'
import type { Driver, Engine, StatementListener } from '../engine.ts'
import { patience } from '../patience.ts'
import { pingOnce } from '../ping.ts'
import type { Asking } from './asking.ts'
import { mysqlCodec } from './codec.ts'
import { createPool, type MysqlAddress, withConnection } from './connections.ts'
import { createMysqlCounters } from './counters.ts'
import { createMysqlDefinition } from './definition.ts'
import { isCanceled } from './errors.ts'
import { introspectTable } from './introspect.ts'
import { mysqlLocking } from './locking.ts'
import { mysqlSearch } from './search.ts'
import { PacketTransaction } from './transaction.ts'
import { matchedRows, rowsOf, valuesOf } from './values.ts'

export interface MysqlOptions {
  readonly address: MysqlAddress
  /** Stands before every table name, with an underscore; '' for none. */
  readonly namespace?: string
  /** Most connections of each of the two pools; default four a core, at most 20 (REL-25). */
  readonly connections?: number
  /** Off for proxies that refuse several statements in one packet; each then takes a trip. */
  readonly packets?: boolean
  readonly onStatement?: StatementListener
}

interface Pools {
  readonly prepared: mysql.Pool
  readonly packets: mysql.Pool
}

/** Opens MySQL or MariaDB. Connections are made when they are first needed. */
export function openMysql(options: MysqlOptions): Engine {
  const { address, connections, onStatement = () => {} } = options
  const prefix = options.namespace ? `${options.namespace}_` : ''
  const packs = options.packets ?? true
  const pools: Pools = {
    prepared: createPool(address, 'prepared', connections),
    packets: createPool(address, packs ? 'packets' : 'prepared', connections),
  }
  const driver = createDriver(pools, onStatement, packs)
  const query = queryOn(pools.prepared)
  return {
    ...driver,
    name: 'mysql',
    dialect: {
      createAdapter: () => new MysqlAdapter(),
      createQueryCompiler: () => new MysqlQueryCompiler(),
      createIntrospector: (db) => new MysqlIntrospector(db),
    },
    naming: { schema: null, prefix },
    codec: mysqlCodec,
    locking: mysqlLocking,
    definition: createMysqlDefinition({ execute: driver.execute, query }),
    search: mysqlSearch,
    counters: createMysqlCounters(prefix, {
      query,
      together: (parts) =>
        driver.transact(async (tx) => {
          const bounds = parts.map(([sql, values]) => boundOf(sql, values))
          for (const bound of bounds.slice(0, -1)) tx.write(bound, 'any')
          const last = bounds.at(-1)
          return last === undefined ? [] : tx.read(last)
        }),
    }),
  }
}

function createDriver(
  { prepared, packets }: Pools,
  listen: StatementListener,
  packs: boolean,
): Driver {
  const query = queryOn(prepared)
  const isMariadb = once(() => asksMariadb(prepared))
  const execute = (bound: Bound): Promise<unknown> =>
    withConnection(prepared, async (connection) => {
      listen(bound.statement.sql, 1)
      return connection.execute(bound.statement.sql, valuesOf(bound.values))
    })
  return {
    read: async (bound) => rowsOf(await execute(bound)),
    write: async (bound) => matchedRows(await execute(bound)),
    async readSlowly(bound, limitMs) {
      const limited = limit(bound.statement.sql, limitMs, await isMariadb())
      return withConnection(prepared, async (connection) => {
        listen(bound.statement.sql, 1)
        try {
          const patient = connection.within(limitMs + patience.listing)
          return rowsOf(await patient.query(limited, valuesOf(bound.values)))
        } catch (error) {
          if (isCanceled(error)) throw new QueryTooSlow('the listing took too long')
          throw error
        }
      })
    },
    transact: (work) =>
      withConnection(packets, async (connection) => {
        const tx = new PacketTransaction(connection, listen, packs)
        try {
          const value = await work(tx)
          await tx.commit()
          return value
        } catch (error) {
          // A connection that cannot even roll back is thrown away, and its transaction with it.
          if (!(error instanceof Unavailable)) await tx.rollback()
          throw error
        }
      }),
    execute: (text) =>
      withConnection(prepared, (connection) =>
        define(connection.within(Number.POSITIVE_INFINITY), text),
      ),
    introspect: async (table) => introspectTable(query, table, await isMariadb()),
    ping: () => pingOnce(() => query('SELECT 1', [])),
    close: async () => {
      await Promise.all([prepared.end(), packets.end()])
    },
  }
}

function queryOn(pool: mysql.Pool) {
  return (sql: string, values: readonly Bindable[]): Promise<readonly RawRow[]> =>
    withConnection(pool, async (connection) =>
      rowsOf(await connection.query(sql, valuesOf(values))),
    )
}

function boundOf(sql: string, values: readonly Bindable[]): Bound {
  return { statement: { name: 'counter', sql, parameters: [], conversions: [] }, values }
}

async function asksMariadb(pool: mysql.Pool): Promise<boolean> {
  const [row] = await queryOn(pool)('SELECT version() AS version', [])
  return String(row?.['version']).includes('MariaDB')
}

/** The text with the time limit of its server: a prefix on MariaDB, a hint on MySQL. */
function limit(sql: string, limitMs: number, isMariadb: boolean): string {
  if (isMariadb) return `SET STATEMENT max_statement_time = ${limitMs / 1000} FOR ${sql}`
  return sql.replace(/^select\b/i, `select /*+ MAX_EXECUTION_TIME(${Math.ceil(limitMs)}) */`)
}

/** DDL waits for locks briefly, so that it never holds up traffic, and runs as long as it must. */
async function define(connection: Asking, text: string): Promise<void> {
  const limits = (lock: string, time: string): string =>
    `SET SESSION lock_wait_timeout = ${lock} /*M!100101 , max_statement_time = ${time} */`
  await connection.query(limits('2', '0'))
  try {
    await connection.query(text)
  } finally {
    await connection.query(limits('DEFAULT', `${patience.statement / 1000}`))
  }
}

/** Asks once; a question that failed is asked again. */
function once<Value>(ask: () => Promise<Value>): () => Promise<Value> {
  let answer: Promise<Value> | null = null
  return () => {
    answer ??= ask().catch((error: unknown) => {
      answer = null
      throw error
    })
    return answer
  }
}
