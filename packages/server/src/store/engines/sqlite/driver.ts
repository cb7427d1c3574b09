import { SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from 'kysely'
import type { Engine, FoundTable, StatementListener } from '../engine.ts'
import type { OnSqliteAlarm } from './alarm.ts'
import type { Attempt } from './attempt.ts'
import { sqliteCodec } from './codec.ts'
import { longestLog } from './connection.ts'
import { createSqliteDefinition } from './definition.ts'
import { introspectTable } from './introspect.ts'
import { openKeptCounters } from './kept-counters.ts'
import { type Lanes, openFile, openMemory } from './lanes.ts'
import { sqliteLocking } from './locking.ts'
import { createSqliteSearch } from './search.ts'
import { inspect } from './soundness.ts'

export interface SqliteOptions {
  /** Path of the database file, made if absent; `:memory:` for one that goes with the process. */
  readonly file: string
  /** Stands before every table name, with an underscore; default none. */
  readonly namespace?: string
  /** How many limits are counted in memory, the rest in the file; default 100,000, about 20 MB. */
  readonly mostCounters?: number
  /** Length of the write-ahead log in bytes from which on it rings the alarm; default 64 MiB. */
  readonly longestLog?: number
  /** Hears of what an operator must know. */
  readonly onAlarm?: OnSqliteAlarm
  /** Sees the text of every statement, for tests. */
  readonly onStatement?: StatementListener
}

const dialect: Engine['dialect'] = {
  createAdapter: () => new SqliteAdapter(),
  createQueryCompiler: () => new SqliteQueryCompiler(),
  createIntrospector: (db) => new SqliteIntrospector(db),
}

/** How long the first `ping` waits for a large file to be looked through, in milliseconds (REL-05, REL-07). */
const verdictPatience = 750

/**
 * The engine for one process with one file (model 4). Throws a `Fault` with a sentence when another
 * process owns the file, or the file is damaged.
 */
export function createSqliteEngine(options: SqliteOptions): Engine {
  const { file, namespace = '', onAlarm = () => {} } = options
  const prefix = namespace === '' ? '' : `${namespace}_`
  const soundness = inspect(file, onAlarm)
  const lanes = openLanes(options, onAlarm)
  const { writer, read, readSlowly } = lanes
  const counters = openKeptCounters(lanes, `${prefix}rate_limits`, options.mostCounters)

  async function transact<Value>(work: (tx: Attempt) => Promise<Value>): Promise<Value> {
    soundness.assert()
    return writer.transact(work)
  }

  async function introspect(table: string): Promise<FoundTable | null> {
    await writer.closedGroup()
    return introspectTable(lanes.query, table)
  }

  async function execute(sql: string): Promise<void> {
    await transact(async (tx) => tx.execute(sql))
  }

  return {
    name: 'sqlite',
    dialect,
    naming: { schema: null, prefix },
    codec: sqliteCodec,
    locking: sqliteLocking,
    definition: createSqliteDefinition({ prefix, execute, introspect }),
    search: createSqliteSearch({ prefix, readSlowly }),
    counters,
    read,
    readSlowly,
    write: (bound) => transact(async (tx) => tx.change(bound) ?? 0),
    transact,
    execute,
    introspect,
    async ping() {
      await soundness.settled(verdictPatience)
      lanes.query('SELECT 1')
    },
    async close() {
      if (soundness.isSound) await counters.keep()
      await soundness.close()
      await lanes.close()
    },
  }
}

function openLanes(
  { file, onStatement, ...options }: SqliteOptions,
  onAlarm: OnSqliteAlarm,
): Lanes {
  if (file === ':memory:') return openMemory(onStatement)
  return openFile({ file, longestLog: options.longestLog ?? longestLog, onAlarm, onStatement })
}
