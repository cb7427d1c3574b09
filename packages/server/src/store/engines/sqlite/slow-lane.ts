import { Worker } from 'node:worker_threads'
import { Fault, Unavailable } from '../../../kernel/faults.ts'
import { QueryTooSlow } from '../../../ports/listing.ts'
import type { Bound, RawRow } from '../../statement.ts'
import { type Answer, type Question, serveQuestions } from './slow-thread.ts'

interface Waiting {
  resolve(rows: readonly RawRow[]): void
  reject(error: unknown): void
  readonly timer: NodeJS.Timeout
}

/** No read outlives this, whatever limit it came with, in milliseconds (model 4). */
const longest = 5000

/**
 * Reads that may be long, on a thread with a connection of its own: listings and searches never hold
 * up the event loop. The thread starts with the first of them.
 */
export class SlowLane {
  readonly #file: string
  readonly #waiting = new Map<number, Waiting>()
  #worker: Worker | null = null
  #last = 0

  constructor(file: string) {
    this.#file = file
  }

  read({ statement, values }: Bound, limitMs: number): Promise<readonly RawRow[]> {
    const limit = Math.min(limitMs, longest)
    this.#last += 1
    const question: Question = { id: this.#last, sql: statement.sql, values, limit, at: Date.now() }
    return new Promise((resolve, reject) => {
      // A little more than the thread gives itself: it answers first unless it is stuck.
      const timer = setTimeout(() => this.#abandon(), limit + 200)
      this.#waiting.set(question.id, { resolve, reject, timer })
      this.#thread().postMessage(question)
    })
  }

  async close(): Promise<void> {
    const worker = this.#worker
    this.#worker = null
    this.#failAll(new Unavailable('the database is closed', 1))
    await worker?.terminate()
  }

  /** Leaves a thread that is stuck inside one statement; the next read starts another. */
  #abandon(): void {
    this.#worker?.terminate().catch(() => {}) // it ends when its statement does
    this.#worker = null
    this.#failAll(new QueryTooSlow('the listing ran longer than its limit'))
  }

  #thread(): Worker {
    if (this.#worker !== null) return this.#worker
    // The source travels as text, so that a bundled server needs no second file.
    const worker = new Worker(`(${serveQuestions.toString()})()`, {
      eval: true,
      workerData: this.#file,
    })
    worker.unref()
    worker.on('message', (answer: Answer) => this.#settle(answer))
    worker.on('error', (error) => {
      if (this.#worker === worker) this.#worker = null
      this.#failAll(new Fault('the listing thread failed', { cause: error }))
    })
    this.#worker = worker
    return worker
  }

  #settle(answer: Answer): void {
    const waiting = this.#waiting.get(answer.id)
    if (waiting === undefined) return // given up meanwhile
    clearTimeout(waiting.timer)
    this.#waiting.delete(answer.id)
    if (answer.late) waiting.reject(new QueryTooSlow('the listing ran longer than its limit'))
    else if (answer.error !== undefined) waiting.reject(new Fault(answer.error))
    else waiting.resolve(answer.rows ?? [])
  }

  #failAll(error: Error): void {
    for (const { reject, timer } of this.#waiting.values()) {
      clearTimeout(timer)
      reject(error)
    }
    this.#waiting.clear()
  }
}
