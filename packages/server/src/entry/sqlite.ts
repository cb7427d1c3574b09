import type { Engine } from '../store/engines/engine.ts'
import { createSqliteEngine, type SqliteOptions } from '../store/engines/sqlite/driver.ts'

/**
 * A database file for one process (`latchkey/sqlite`). Throws when another process owns the file.
 *
 * @example const database = createSqlite({ file: '/var/lib/latchkey/data.db' })
 */
export function createSqlite(options: SqliteOptions): Engine {
  return createSqliteEngine(options)
}

export type { SqliteOptions }
