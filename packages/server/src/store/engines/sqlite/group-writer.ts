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
 * Whoever fails loses his own writes only. Savepoints would cost a quarter of the throughput, so a
 * group goes without them until somebody fails after writing; then all of it is taken back and runs
 * again with one for each. When SQLite itself ends the transaction, or COMMIT fails, each job runs
 * once more alone, so that only the guilty one fails. Every job may run twice (INV-19).
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
    const jobs: Job[] = []
    this.#isOpen = true
    const watch = this.#watch()
    try {
      if (!(await this.#runQuickly(jobs))) await this.#runCarefully(jobs)
    } catch (error) {
      await this.#recover(jobs, error)
    } finally {
      watch.stop()
      this.#isOpen = false
      const waiting = this.#waiting
      this.#waiting = []
      for (const resume of waiting) resume()
      if (this.#queue.length > 0) this.#schedule()
    }
  }

  /** Takes jobs from the queue into one transaction; false when a failure took all of it back. */
  async #runQuickly(jobs: Job[]): Promise<boolean> {
    const ended: Ended[] = []
    const until = performance.now() + longestGroup
    while (jobs.length < mostJobs && (jobs.length === 0 || performance.now() < until)) {
      const job = this.#queue.shift()
      if (job === undefined) break
      jobs.push(job)
      if (jobs.length === 1) this.#begin()
      const attempt = await this.#attempt(job, false)
      if (attempt.failure !== null) this.#assertOpen(attempt.failure.error)
      if (attempt.failure !== null && attempt.hasWritten) {
        this.#connection.say('ROLLBACK')
        if (ended.some(hasKept)) {
          if (attempt.wasAbandoned) jobs.splice(jobs.indexOf(job), 1)
          if (attempt.wasAbandoned) job.reject(attempt.failure.error)
          return false
        }
        this.#begin()
      }
      ended.push({ job, attempt })
    }
    this.#commit(ended)
    return true
  }

  async #runCarefully(jobs: readonly Job[]): Promise<void> {
    const ended: Ended[] = []
    this.#begin()
    for (const job of jobs) {
      const attempt = await this.#attempt(job, true)
      if (attempt.failure !== null) this.#assertOpen(attempt.failure.error)
      attempt.close()
      ended.push({ job, attempt })
    }
    this.#commit(ended)
  }

  #begin(): void {
    this.#connection.ensureOpen()
    this.#connection.say('BEGIN IMMEDIATE')
  }

  #commit(ended: readonly Ended[]): void {
    try {
      this.#connection.say('COMMIT')
    } catch (error) {
      if (!isIoError(error)) throw error
      // Whether it will be there after a crash nobody knows: it is not tried twice (REL-10).
      this.#takeBack(error)
      for (const { job } of ended) job.reject(error)
      return
    }
    this.#fullAt = null
    this.#answer(ended)
  }

  /** Ends what is left of a transaction; a connection that cannot is opened anew (REL-10). */
  #takeBack(error: unknown): void {
    try {
      if (this.#connection.isInTransaction) this.#connection.say('ROLLBACK')
      if (isIoError(error)) this.#connection.close()
    } catch {
      this.#connection.close() // its transaction ends with it, and the next one opens it again
    }
  }

  /** After some errors SQLite has ended the transaction by itself, and the group is lost. */
  #assertOpen(error: unknown): void {
    if (!this.#connection.isInTransaction) throw error
  }

  async #attempt(job: Job, isCareful: boolean): Promise<Attempt> {
    const attempt = new Attempt(this.#connection, isCareful)
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
  async #recover(jobs: readonly Job[], error: unknown): Promise<void> {
    this.#takeBack(error)
    for (const job of jobs) await this.#runAlone(job)
  }

  async #runAlone(job: Job): Promise<void> {
    try {
      this.#begin()
      const attempt = await this.#attempt(job, false)
      if (attempt.failure !== null) throw attempt.failure.error
      this.#commit([{ job, attempt }])
    } catch (error) {
      this.#takeBack(error)
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

/** Whether a job of the group has written what must not be lost. */
function hasKept({ attempt }: Ended): boolean {
  return attempt.failure === null && attempt.hasWritten
}
