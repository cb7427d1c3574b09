import { DatabaseSync, type StatementSync } from 'node:sqlite'
import type { Bound, RawRow, Statement } from '../../statement.ts'
import type { StatementListener } from '../engine.ts'
import { translate } from './errors.ts'

export interface ConnectionOptions {
  readonly file: string
  readonly readOnly: boolean
  /** Page cache, in KiB. */
  readonly cache: number
  readonly onStatement?: StatementListener | undefined
}

/** How long a statement waits for another program to let go of the file, in milliseconds. */
export const busyTimeout = 500

/** From this many pages of 4 KiB on, each commit folds what it can of the log into the database (REL-09). */
const foldAfterPages = 10_000

/** Rows of an index that are looked at for figures about it: milliseconds, however large it is. */
const analysedRows = 400

/** The log is cut to this many bytes once it was folded; a longer one is held by a reader (REL-09). */
export const longestLog: number = 64 * 1024 * 1024

/** One connection with its prepared statements; every error leaves it in our words. */
export class Connection {
  readonly #options: ConnectionOptions
  #db: DatabaseSync
  readonly #statements = new Map<Statement<never, unknown>, StatementSync>()
  readonly #words = new Map<string, StatementSync>()

  constructor(options: ConnectionOptions) {
    this.#options = options
    this.#db = this.#guard(() => openDatabase(options))
  }

  rows({ statement, values }: Bound): RawRow[] {
    this.#options.onStatement?.(statement.sql, 0)
    return this.#guard(() => this.#prepared(statement).all(...values.map(bindable)) as RawRow[])
  }

  /** Answers how many rows were matched. */
  change({ statement, values }: Bound): number {
    this.#options.onStatement?.(statement.sql, 0)
    return this.#guard(() => Number(this.#prepared(statement).run(...values.map(bindable)).changes))
  }

  /** A fixed word such as BEGIN. */
  say(word: string): void {
    this.#guard(() => {
      let statement = this.#words.get(word)
      if (statement === undefined) {
        statement = this.#db.prepare(word)
        this.#words.set(word, statement)
      }
      statement.run()
    })
  }

  execute(sql: string): void {
    this.#options.onStatement?.(sql, 0)
    this.#guard(() => this.#db.exec(sql))
  }

  /** Gives SQL a function that is asked anew for each row. */
  define(name: string, run: () => number): void {
    this.#db.function(name, run)
  }

  query(sql: string, ...values: readonly (string | number)[]): RawRow[] {
    return this.#guard(() => this.#db.prepare(sql).all(...values) as RawRow[])
  }

  /** False after an error in which SQLite ended the transaction by itself (performance 12.4). */
  get isInTransaction(): boolean {
    return this.#db.isOpen && this.#db.isTransaction
  }

  /** Opens a connection again that was closed after an I/O error (REL-10). */
  ensureOpen(): void {
    if (this.#db.isOpen) return
    this.#statements.clear()
    this.#words.clear()
    this.#db = this.#guard(() => openDatabase(this.#options))
  }

  close(): void {
    if (this.#db.isOpen) this.#db.close()
  }

  #prepared(statement: Statement<never, unknown>): StatementSync {
    const known = this.#statements.get(statement)
    if (known) return known
    const made = this.#db.prepare(statement.sql)
    this.#statements.set(statement, made)
    return made
  }

  #guard<Value>(run: () => Value): Value {
    try {
      return run()
    } catch (error) {
      throw translate(error)
    }
  }
}

function bindable(value: Bound['values'][number]): string | number | bigint | null | Uint8Array {
  return typeof value === 'boolean' ? Number(value) : value
}

function openDatabase({ file, readOnly, cache }: ConnectionOptions): DatabaseSync {
  const db = new DatabaseSync(file, { readOnly, enableForeignKeyConstraints: true })
  db.exec(`PRAGMA busy_timeout = ${busyTimeout}`)
  db.exec(`PRAGMA cache_size = ${-cache}`)
  db.exec('PRAGMA trusted_schema = OFF')
  if (readOnly) return db
  db.exec('PRAGMA journal_mode = WAL')
  db.exec('PRAGMA synchronous = FULL')
  db.exec(`PRAGMA wal_autocheckpoint = ${foldAfterPages}`)
  db.exec(`PRAGMA journal_size_limit = ${longestLog}`)
  db.exec(`PRAGMA analysis_limit = ${analysedRows}`)
  return db
}
