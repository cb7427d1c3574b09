import { PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from 'kysely'
import type { RawRow } from '../../statement.ts'
import { transactDeferred } from '../deferred.ts'
import type { Driver, Engine, StatementListener } from '../engine.ts'
import { patience } from '../patience.ts'
import { pingOnce } from '../ping.ts'
import { Places } from '../places.ts'
import { repeatLost } from '../repeat.ts'
import { postgresCodec } from './codec.ts'
import {
  type Connections,
  createConnections,
  type PoolOptions,
  type PostgresAddress,
} from './connections.ts'
import { createPostgresCounters } from './counters.ts'
import { define } from './define.ts'
import { createPostgresDefinition } from './definition.ts'
import { introspectTable } from './introspect.ts'
import { postgresLocking } from './locking.ts'
import { Pipeline } from './pipeline.ts'
import { ask, prepared, rowsOf } from './query.ts'
import { postgresSearch } from './search.ts'
import { readSlowly } from './slow-read.ts'

export interface PostgresOptions extends PoolOptions {
  readonly address: PostgresAddress
  /** Schema that holds everything (model 2.1). */
  readonly schema: string
  /** Sees the text of every statement, for tests. */
  readonly onStatement?: StatementListener | undefined
}

/** Opens PostgreSQL. Connections are made when they are first needed. */
export function openPostgres(options: PostgresOptions): Engine {
  const { schema, onStatement = () => {} } = options
  const connections = createConnections(options.address, options)
  const driver = createDriver(connections, schema, onStatement)
  return {
    ...driver,
    name: 'postgres',
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createQueryCompiler: () => new PostgresQueryCompiler(),
      createIntrospector: (db) => new PostgresIntrospector(db),
    },
    naming: { schema, prefix: '' },
    codec: postgresCodec,
    locking: postgresLocking,
    definition: createPostgresDefinition({
      schema,
      execute: driver.execute,
      query: (sql, values) => look(connections, onStatement, sql, values),
    }),
    search: postgresSearch,
    counters: createPostgresCounters(schema, (bound) => repeatLost(() => driver.read(bound))),
  }
}

function createDriver(connections: Connections, schema: string, listen: StatementListener): Driver {
  // Listings are long: they leave half of the connections to everybody else.
  const slow = new Places({ size: Math.max(1, Math.floor(connections.size / 2)) })
  return {
    read: (bound) =>
      connections.use(async (client, leftMs) => {
        listen(bound.statement.sql, 1)
        return rowsOf(await ask(client, prepared(bound), leftMs))
      }),
    write: (bound) =>
      repeatLost(() =>
        connections.use(async (client) => {
          listen(bound.statement.sql, 1)
          return (await ask(client, prepared(bound), patience.commit)).rowCount ?? 0
        }),
      ),
    readSlowly: (bound, limitMs) =>
      slow.hold(() =>
        connections.use((client) => {
          listen(bound.statement.sql, 1)
          return readSlowly(client, bound, limitMs)
        }),
      ),
    transact: (work) =>
      connections.use((client, leftMs) =>
        transactDeferred(new Pipeline(client, listen), leftMs, work),
      ),
    execute: (sql) => define(connections, listen, sql),
    introspect: (table) =>
      introspectTable((sql, values) => look(connections, listen, sql, values), schema, table),
    ping: () => pingOnce(() => look(connections, listen, 'SELECT 1', [])),
    close: () => connections.end(),
  }
}

/** One read that is asked seldom and needs no prepared statement. */
function look(
  connections: Connections,
  listen: StatementListener,
  text: string,
  values: readonly string[],
): Promise<readonly RawRow[]> {
  return connections.use(async (client, leftMs) => {
    listen(text, 1)
    return rowsOf(await ask(client, { text, values: [...values] }, leftMs))
  })
}
