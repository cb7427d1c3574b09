import type { Engine } from '../store/engines/engine.ts'
import { openPostgres, type PostgresOptions } from '../store/engines/postgres/driver.ts'

/** A PostgreSQL database, for any number of nodes (`latchkey/postgres`). */
export function createPostgres(options: PostgresOptions): Engine {
  return openPostgres(options)
}

export type { PostgresOptions }
