import { gotrueTables } from './0001-gotrue-tables.ts'
import { ownColumns } from './0002-own-columns.ts'
import { ownTables } from './0003-own-tables.ts'
import { search } from './0004-search.ts'
import type { Migration } from './step.ts'

/** All migrations in order. A released one is frozen: a test holds its checksum. */
export const migrations: readonly Migration[] = [gotrueTables, ownColumns, ownTables, search]
