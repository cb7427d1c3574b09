import { Unavailable } from '../../../kernel/faults.ts'
import { Attempt } from './attempt.ts'
import type { Connection } from './connection.ts'
import { isFull, isIoError } from './errors.ts'

const mostJobs = 64

/** After this many milliseconds a group is committed, however many still wait. */
const longestGroup = 4

/** How long writes stay off after the disk was full, in milliseconds (REL-06). */
const fullPause = 1000

interface Job {
  work(tx: Attempt): Promise<unknown>
  resolve(value: unknown): void
  reject(error: unknown): void
}

interface Ended {
  readonly job: Job
  readonly attempt: Attempt
}

/**
 * One writer under group commit (model 4): the transactions of a moment run one after another inside
 * one of SQLite's, and are answered after its one COMMIT.
 *
 * A job that fails loses its own writes only. When SQLite itself ends the transaction, or COMMIT
 * fails, each job runs once more alone, so that only the guilty one fails (INV-19).
 */
export class GroupWriter {
  readonly #connection: Connection
  readonly #beforeAnswers: () => void
  readonly #queue: Job[] = []
  #waiting: (() => void)[] = []
  #current: { abandon(): void } | null = null
  #isScheduled = false
  #isOpen = false
  #isClosed = false
  #fullAt: number | null = null

  /** `beforeAnswers` runs after each COMMIT, before anybody hears of it. */
  constructor(connection: Connection, beforeAnswers: () => void) {
    this.#connection = connection
    this.#beforeAnswers = beforeAnswers
  }

  async transact<Value>(work: (tx: Attempt) => Promise<Value>): Promise<Value> {
    if (this.#isClosed) throw new Unavailable('the database is closed', 1)
    if (this.#isFull()) throw new Unavailable('the disk is full', 1)
    return new Promise<Value>((resolve, reject) => {
      this.#queue.push({ work, resolve: (value) => resolve(value as Value), reject })
      this.#schedule()
    })
  }

  /** Resolves when no group is open: then the writer's connection shows committed rows only. */
  async closedGroup(): Promise<void> {
    while (this.#isOpen) await new Promise<void>((resolve) => this.#waiting.push(resolve))
  }

  /** Takes no more jobs, and resolves when those that wait are done. */
  async close(): Promise<void> {
    this.#isClosed = true
    while (this.#isOpen || this.#queue.length > 0) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve))
    }
  }

  #schedule(): void {
    if (this.#isScheduled || this.#isOpen) return
    this.#isScheduled = true
    setImmediate(() => {
      this.#isScheduled = false
      this.#runGroup().catch((error: unknown) => {
        throw error // a fault of this class itself: nobody waits for it
      })
    })
  }

  async #runGroup(): Promise<void> {
    const ended: Ended[] = []
    this.#isOpen = true
    const watch = this.#watch()
    try {
      await this.#group(ended)
    } catch (error) {
      await this.#recover(ended, error)
    } finally {
      watch.stop()
      this.#isOpen = false
      const waiting = this.#waiting
      this.#waiting = []
      for (const resume of waiting) resume()
      if (this.#queue.length > 0) this.#schedule()
    }
  }

  /** Throws when the whole group is lost; nobody in `ended` was answered then. */
  async #group(ended: Ended[]): Promise<void> {
    const until = performance.now() + longestGroup
    let hasWritten = false
    while (ended.length < mostJobs && (ended.length === 0 || performance.now() < until)) {
      const job = this.#queue.shift()
      if (job === undefined) break
      if (ended.length === 0) this.#begin(job, ended)
      const attempt = await this.#attempt(job, hasWritten)
      ended.push({ job, attempt })
      if (attempt.failure !== null && !this.#connection.isInTransaction) {
        throw attempt.failure.error
      }
      attempt.close()
      hasWritten ||= attempt.failure === null && attempt.hasWritten
    }
    this.#connection.say('COMMIT')
    this.#fullAt = null
    this.#answer(ended)
  }

  #begin(job: Job, ended: Ended[]): void {
    try {
      this.#connection.say('BEGIN IMMEDIATE')
    } catch (error) {
      ended.push({ job, attempt: new Attempt(this.#connection, false) })
      throw error
    }
  }

  async #attempt(job: Job, isGuest: boolean): Promise<Attempt> {
    const attempt = new Attempt(this.#connection, isGuest)
    await new Promise<void>((resolve, reject) => {
      this.#current = {
        abandon: () => {
          attempt.abandon()
          resolve()
        },
      }
      attempt.run((tx) => job.work(tx)).then(resolve, reject)
    })
    this.#current = null
    return attempt
  }

  #answer(ended: readonly Ended[]): void {
    this.#beforeAnswers()
    for (const { job, attempt } of ended) {
      if (attempt.failure === null) job.resolve(attempt.value)
      else job.reject(attempt.failure.error)
    }
  }

  /** Runs every job of a lost group again, each in a transaction of its own. */
  async #recover(ended: readonly Ended[], error: unknown): Promise<void> {
    if (this.#connection.isInTransaction) this.#connection.say('ROLLBACK')
    if (isIoError(error)) this.#connection.reopen()
    for (const { job } of ended) await this.#runAlone(job)
  }

  async #runAlone(job: Job): Promise<void> {
    try {
      this.#connection.say('BEGIN IMMEDIATE')
      const attempt = await this.#attempt(job, false)
      if (attempt.failure !== null) throw attempt.failure.error
      this.#connection.say('COMMIT')
      this.#answer([{ job, attempt }])
    } catch (error) {
      if (this.#connection.isInTransaction) this.#connection.say('ROLLBACK')
      if (isFull(error)) this.#fullAt = performance.now()
      job.reject(error)
    }
  }

  /**
   * A job awaits nothing but the store, which answers within the turn. One that is still running in
   * the next turn waits for the outside and holds up every writer (INV-18).
   */
  #watch(): { stop(): void } {
    const check = (): void => {
      this.#current?.abandon()
      next = setImmediate(check)
    }
    let next = setImmediate(check)
    return { stop: () => clearImmediate(next) }
  }

  #isFull(): boolean {
    return this.#fullAt !== null && performance.now() - this.#fullAt < fullPause
  }
}
