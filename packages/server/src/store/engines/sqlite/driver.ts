import { SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from 'kysely'
import type { Engine, FoundTable, StatementListener } from '../engine.ts'
import { sqliteCodec } from './codec.ts'
import { createSqliteDefinition } from './definition.ts'
import { introspectTable } from './introspect.ts'
import { keepCounters, restoreCounters } from './kept-counters.ts'
import { openFile, openMemory } from './lanes.ts'
import { sqliteLocking } from './locking.ts'
import { MemoryCounters } from './memory-counters.ts'
import { createSqliteSearch } from './search.ts'

export interface SqliteOptions {
  /** Path of the database file, made if absent; `:memory:` for one that goes with the process. */
  readonly file: string
  /** Stands before every table name, with an underscore; default none. */
  readonly namespace?: string
  /** Sees the text of every statement, for tests. */
  readonly onStatement?: StatementListener
}

/**
 * The engine for one process with one file (model 4). Throws a `Fault` with a sentence when another
 * process owns the file.
 */
export function createSqliteEngine(options: SqliteOptions): Engine {
  const { file, namespace = '', onStatement } = options
  const prefix = namespace === '' ? '' : `${namespace}_`
  const lanes = file === ':memory:' ? openMemory(onStatement) : openFile(file, onStatement)
  const { writer, read, readSlowly } = lanes
  const counters = new MemoryCounters()
  const counterTable = `${prefix}rate_limits`
  restoreCounters(counters, lanes, counterTable)

  async function introspect(table: string): Promise<FoundTable | null> {
    await writer.closedGroup()
    return introspectTable(lanes.query, table)
  }

  async function execute(sql: string): Promise<void> {
    await writer.transact(async (tx) => tx.execute(sql))
  }

  return {
    name: 'sqlite',
    dialect: {
      createAdapter: () => new SqliteAdapter(),
      createQueryCompiler: () => new SqliteQueryCompiler(),
      createIntrospector: (db) => new SqliteIntrospector(db),
    },
    naming: { schema: null, prefix },
    codec: sqliteCodec,
    locking: sqliteLocking,
    definition: createSqliteDefinition({ prefix, execute, introspect }),
    search: createSqliteSearch({ prefix, readSlowly }),
    counters,
    read,
    readSlowly,
    write: (bound) => writer.transact(async (tx) => tx.change(bound) ?? 0),
    transact: (work) => writer.transact(work),
    execute,
    introspect,
    async ping() {
      lanes.query('SELECT 1')
    },
    async close() {
      await keepCounters(counters, lanes, counterTable)
      await lanes.close()
    },
  }
}
