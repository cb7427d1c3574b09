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
  readonly #isCareful: boolean
  #hasSavepoint = false
  #isOver = false
  wasAbandoned = false
  hasWritten = false
  failure: { readonly error: unknown } | null = null
  value: unknown

  /** `isCareful`: a savepoint keeps what others in the group have written from this one's failure. */
  constructor(connection: Connection, isCareful: boolean) {
    this.#connection = connection
    this.#isCareful = isCareful
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
    this.wasAbandoned = true
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

  /** Ends the savepoint: what was written stays, or goes if the run failed. */
  close(): void {
    if (!this.#hasSavepoint) return
    if (this.failure !== null) this.#connection.say('ROLLBACK TO job')
    this.#connection.say('RELEASE job')
  }

  fail(error: unknown): void {
    if (!this.#isOver) this.failure ??= { error }
  }

  #writing<Value>(run: () => Value): Value | null {
    this.#assertOpen()
    if (this.failure !== null) return null
    try {
      if (this.#isCareful && !this.#hasSavepoint) {
        this.#connection.say('SAVEPOINT job')
        this.#hasSavepoint = true
      }
      const result = run()
      this.hasWritten = true
      return result
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
