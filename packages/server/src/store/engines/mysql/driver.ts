import { MysqlAdapter, MysqlIntrospector, MysqlQueryCompiler } from 'kysely'
import type mysql from 'mysql2/promise'
import { QueryTooSlow } from '../../../ports/listing.ts'
import type { Bindable, Bound, RawRow } from '../../statement.ts'
import { transactAtOnce, transactDeferred, type Wire } from '../deferred.ts'
import type { Driver, Engine, StatementListener } from '../engine.ts'
import { patience } from '../patience.ts'
import { pingOnce } from '../ping.ts'
import { repeatLost } from '../repeat.ts'
import type { Asking } from './asking.ts'
import { mysqlCodec } from './codec.ts'
import { createPool, type MysqlAddress, withConnection } from './connections.ts'
import { type CounterQuery, createMysqlCounters } from './counters.ts'
import { createMysqlDefinition } from './definition.ts'
import { isCanceled } from './errors.ts'
import { introspectTable } from './introspect.ts'
import { mysqlLocking } from './locking.ts'
import { Packets } from './packets.ts'
import { mysqlSearch } from './search.ts'
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
  const onWire: OnWire = (work) =>
    withConnection(pools.packets, (connection) => work(new Packets(connection, onStatement, packs)))
  const driver = createDriver(pools, onWire, onStatement)
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
      query: (sql, values) => repeatLost(() => query(sql, values)),
      together: (write, read) => repeatLost(() => writeAndRead(onWire, write, read)),
    }),
  }
}

/** Runs `work` on a connection as a transaction speaks to it. */
type OnWire = <Value>(work: (wire: Wire) => Promise<Value>) => Promise<Value>

function createDriver(
  { prepared, packets }: Pools,
  onWire: OnWire,
  listen: StatementListener,
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
    write: async (bound) => matchedRows(await repeatLost(() => execute(bound))),
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
    transact: (work) => onWire((wire) => transactDeferred(wire, patience.answer, work)),
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

/** Both in one transaction and one trip; answers what was read. */
async function writeAndRead(
  onWire: OnWire,
  write: CounterQuery,
  read: CounterQuery,
): Promise<readonly RawRow[]> {
  const results = await onWire((wire) =>
    transactAtOnce(wire, [
      { kind: 'write', bound: boundOf(...write), expected: 'any' },
      { kind: 'read', bound: boundOf(...read) },
    ]),
  )
  return results[1]?.rows ?? []
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
