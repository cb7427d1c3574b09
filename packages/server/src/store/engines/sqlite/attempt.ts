import { Fault } from '../../../kernel/faults.ts'
import type { Bound, RawRow } from '../../statement.ts'
import type { Expected, Transaction } from '../engine.ts'
import type { Connection } from './connection.ts'

/**
 * One run of one transaction function inside a group. Statements run where they stand; the first
 * failure decides, and whatever comes after it is not run, as on engines that defer their writes.
 */
export class Attempt implements Transaction {
  readonly #connection: Connection
  readonly #isGuest: boolean
  #hasSavepoint = false
  #isOver = false
  hasWritten = false
  failure: { readonly error: unknown } | null = null
  value: unknown

  /** `isGuest`: earlier jobs of the group have written what a failure of this one must not undo. */
  constructor(connection: Connection, isGuest: boolean) {
    this.#connection = connection
    this.#isGuest = isGuest
  }

  async run(work: (tx: Attempt) => Promise<unknown>): Promise<void> {
    try {
      const value = await work(this)
      if (!this.#isOver) this.value = value
    } catch (error) {
      this.fail(error)
    }
    this.#isOver = true
  }

  /** Ends a run that waits for something outside the store (INV-18). */
  abandon(): void {
    this.fail(new Fault('a transaction waited for the outside'))
    this.#isOver = true
  }

  async read(bound: Bound): Promise<readonly RawRow[]> {
    this.#assertOpen()
    if (this.failure !== null) throw this.failure.error
    return this.#noting(() => this.#connection.rows(bound))
  }

  write(bound: Bound, expected: Expected): void {
    const matched = this.change(bound)
    if (matched === null || expected === 'any' || matched === 1) return
    this.fail(new Fault(`${bound.statement.name} met ${matched} rows instead of one`))
  }

  /** How many rows were matched; `null` when the run has failed, now or before. */
  change(bound: Bound): number | null {
    return this.#writing(() => this.#connection.change(bound))
  }

  /** Runs DDL, which is transactional here. */
  execute(sql: string): void {
    this.#writing(() => this.#connection.execute(sql))
  }

  /** Keeps what was written, or takes it back; what earlier jobs wrote stays either way. */
  close(): void {
    if (this.failure === null) {
      if (this.#hasSavepoint) this.#connection.say('RELEASE job')
    } else if (this.#hasSavepoint) {
      this.#connection.say('ROLLBACK TO job')
      this.#connection.say('RELEASE job')
    } else if (this.hasWritten) {
      this.#connection.say('ROLLBACK')
      this.#connection.say('BEGIN IMMEDIATE')
    }
  }

  fail(error: unknown): void {
    if (!this.#isOver) this.failure ??= { error }
  }

  #beginWriting(): void {
    if (this.#isGuest) {
      this.#connection.say('SAVEPOINT job')
      this.#hasSavepoint = true
    }
    this.hasWritten = true
  }

  #writing<Value>(run: () => Value): Value | null {
    this.#assertOpen()
    if (this.failure !== null) return null
    try {
      if (!this.hasWritten) this.#beginWriting()
      return run()
    } catch (error) {
      this.fail(error)
      return null
    }
  }

  #noting<Value>(run: () => Value): Value {
    try {
      return run()
    } catch (error) {
      this.fail(error)
      throw error
    }
  }

  #assertOpen(): void {
    if (this.#isOver) throw new Fault('a transaction was used after its end')
  }
}
