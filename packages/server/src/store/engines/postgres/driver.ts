import { PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from 'kysely'
import type pg from 'pg'
import { Unavailable } from '../../../kernel/faults.ts'
import { QueryTooSlow } from '../../../ports/listing.ts'
import type { RawRow } from '../../statement.ts'
import type { Driver, Engine, StatementListener } from '../engine.ts'
import { postgresCodec } from './codec.ts'
import { createPool, type PostgresAddress, queryOf, rowsOf, withConnection } from './connections.ts'
import { createPostgresCounters } from './counters.ts'
import { createPostgresDefinition } from './definition.ts'
import { isCanceled } from './errors.ts'
import { introspectTable } from './introspect.ts'
import { postgresLocking } from './locking.ts'
import { postgresSearch } from './search.ts'
import { PipelinedTransaction } from './transaction.ts'

export interface PostgresOptions {
  readonly address: PostgresAddress
  /** Schema that holds everything (model 2.1). */
  readonly schema: string
  /** Most connections; default four a core, at most 20 (REL-25). */
  readonly connections?: number
  readonly onStatement?: StatementListener
}

/** Opens PostgreSQL. Connections are made when they are first needed. */
export function openPostgres(options: PostgresOptions): Engine {
  const { schema, onStatement = () => {} } = options
  const pool = createPool(options.address, options.connections)
  const query = (sql: string, values: readonly (string | Uint8Array | number)[]) =>
    withConnection(pool, async (client): Promise<readonly RawRow[]> => {
      onStatement(sql, 1)
      return rowsOf(await client.query(sql, [...values]))
    })
  const driver = createDriver(pool, schema, onStatement)
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
    definition: createPostgresDefinition({ schema, execute: driver.execute, query }),
    search: postgresSearch,
    counters: createPostgresCounters(schema, query),
  }
}

const pingMs = 1000

function createDriver(pool: pg.Pool, schema: string, listen: StatementListener): Driver {
  return {
    read: (bound) =>
      withConnection(pool, async (client) => {
        listen(bound.statement.sql, 1)
        return rowsOf(await client.query(queryOf(bound)))
      }),
    write: (bound) =>
      withConnection(pool, async (client) => {
        listen(bound.statement.sql, 1)
        return (await client.query(queryOf(bound))).rowCount ?? 0
      }),
    readSlowly: (bound, limitMs) =>
      withConnection(pool, async (client) => {
        listen(bound.statement.sql, 1)
        const sent = [
          client.query('BEGIN READ ONLY'),
          client.query(`SET LOCAL statement_timeout = ${Math.max(1, Math.floor(limitMs))}`),
          client.query({ text: bound.statement.sql, values: [...bound.values] }),
          client.query('COMMIT'),
        ] as const
        const [, , rows] = await Promise.allSettled(sent)
        if (rows.status === 'fulfilled') return rowsOf(rows.value)
        if (isCanceled(rows.reason)) throw new QueryTooSlow('the listing took too long')
        throw rows.reason
      }),
    transact: (work) =>
      withConnection(pool, async (client) => {
        const tx = new PipelinedTransaction(client, listen)
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
    execute: (text) => withConnection(pool, (client) => define(client, text)),
    introspect: (table) =>
      introspectTable(
        (text, values) =>
          withConnection(pool, async (client) => rowsOf(await client.query(text, [...values]))),
        schema,
        table,
      ),
    ping: () =>
      withConnection(pool, async (client) => {
        const late = AbortSignal.timeout(pingMs)
        await Promise.race([client.query('SELECT 1'), rejection(late)])
      }),
    close: () => pool.end(),
  }
}

/** DDL waits for locks briefly, so that it never holds up traffic, and runs as long as it must. */
async function define(client: pg.PoolClient, text: string): Promise<void> {
  try {
    await client.query(`SET lock_timeout = '2s'; SET statement_timeout = 0`)
    await client.query(text)
  } finally {
    await client.query('RESET lock_timeout; RESET statement_timeout')
  }
}

function rejection(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const fail = (): void => reject(new Unavailable('the database does not answer', 1))
    signal.addEventListener('abort', fail, { once: true })
  })
}
