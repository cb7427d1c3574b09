import type { Expression, SqlBool } from 'kysely'
import type { Counters } from '../../ports/store.ts'
import type { CompilerNeeds } from '../compiler.ts'
import type { Definition } from '../schema/ddl.ts'
import type { Bound, RawRow } from '../statement.ts'

/**
 * One database engine: everything in which engines differ, and nothing that decides.
 *
 * `CompilerNeeds` is how it writes SQL (dialect, naming, codec, locking); `Driver` is how it runs it.
 * Drivers throw `Taken`, `Retryable`, `Unavailable` or a plain `Fault`, never an error of their library.
 */
export interface Engine extends CompilerNeeds, Driver {
  readonly name: 'sqlite' | 'mysql' | 'postgres'
  readonly definition: Definition
  readonly search: Search
  /** Counters for limits: in memory where one process owns the database, else one statement each. */
  readonly counters: Counters
}

export interface Driver {
  /** One autocommit read: sees committed rows only, and every write that was acknowledged before. */
  read(bound: Bound): Promise<readonly RawRow[]>
  /**
   * One guarded write in a transaction of its own; answers how many rows its WHERE matched (on MySQL:
   * matched, not changed). Throws `Taken`.
   */
  write(bound: Bound): Promise<number>
  /**
   * A read that may be long (listings, searches, counts): beside the hot paths, and given up after
   * `limitMs` with `QueryTooSlow`.
   */
  readSlowly(bound: Bound, limitMs: number): Promise<readonly RawRow[]>
  /**
   * Runs `work` once in one transaction, commits when it resolves and rolls back when it throws.
   * Resolves after the commit is durable. Retrying is the store's business: a lost race is thrown as
   * `Retryable`, a broken key as `Taken`.
   */
  transact<Value>(work: (tx: Transaction) => Promise<Value>): Promise<Value>
  /** Runs DDL text outside a transaction. */
  execute(sql: string): Promise<void>
  /** What a table (full name, with prefix) looks like now; `null` when there is none. */
  introspect(table: string): Promise<FoundTable | null>
  ping(): Promise<void>
  close(): Promise<void>
}

export interface Transaction {
  /**
   * Reads now, after everything queued before it. On server databases BEGIN and the queued writes
   * leave in the same trip.
   */
  read(bound: Bound): Promise<readonly RawRow[]>
  /**
   * Queues a write, in order; all leave with COMMIT in one trip. After it the driver compares the
   * number of matched rows with `expected`: `'one'` that is not one is thrown as a `Fault` (and rolled
   * back where COMMIT was not reached); `'any'` is any number.
   */
  write(bound: Bound, expected: Expected): void
}

export type Expected = 'one' | 'any'

/** How a search through users is put to this engine (model 5). */
export interface Search {
  /** Row number of a new user in a search index kept apart; `null` where there is none. */
  newId(random: (count: number) => Uint8Array): number | null
  /** Writes that take a user out of such an index, queued before its row changes or goes. */
  forget(userId: string): readonly Bound[]
  /** Writes that put a user into such an index as its row is then, queued after the row's write. */
  remember(userId: string): readonly Bound[]
  candidates(pattern: SearchPattern): Promise<Candidates>
  /**
   * A condition that holds wherever a text or JSON column (`alias.column`) matches a LIKE pattern with
   * `!` as escape character, in any ASCII letter case, and perhaps in some more places.
   */
  mentions(column: string, like: string): Expression<SqlBool>
  /** Compares text by bytes, whatever the column's collation; `column` is `alias.column`. */
  sameText(column: string, value: string): Expression<SqlBool>
}

/** How the users of a search are found; the table's alias is `u`. */
export interface Candidates {
  /**
   * Holds for every user whose `search_text` may match, and perhaps for some more: the last word is a
   * check of bytes in our code.
   */
  readonly condition: Expression<SqlBool>
  /** The site's column, as it is named beside the condition for the better plan. */
  readonly site: Expression<unknown>
}

export interface SearchPattern {
  /** For LIKE with `!` as escape character, `%` at both ends; in lower case. */
  readonly like: string
  /** The literal runs of the pattern, in lower case. */
  readonly literals: readonly string[]
}

export interface FoundTable {
  readonly columns: readonly FoundColumn[]
  readonly key: readonly string[]
  readonly indexes: readonly FoundIndex[]
}

export interface FoundColumn {
  readonly name: string
  /** The engine's own word for the type, as `Definition.typeOf` writes it. */
  readonly type: string
  readonly isNullable: boolean
}

export interface FoundIndex {
  readonly name: string
  readonly columns: readonly string[]
  readonly isUnique: boolean
  /** False for an index whose concurrent build failed on Postgres. */
  readonly isValid: boolean
}

/** Watches every statement that leaves, for tests: its text and the number of its round trip. */
export type StatementListener = (sql: string, trip: number) => void
