import { Fault, Unavailable } from '../../kernel/faults.ts'
import type { Bound, RawRow } from '../statement.ts'
import { isLost } from './conflicts.ts'
import type { Expected, Transaction } from './engine.ts'
import { patience } from './patience.ts'

/** One statement of a trip: a word such as BEGIN, a read, or a write with what it must match. */
export type Part =
  | { readonly kind: 'word'; readonly sql: 'BEGIN' | 'COMMIT' | 'ROLLBACK' }
  | { readonly kind: 'read'; readonly bound: Bound }
  | { readonly kind: 'write'; readonly bound: Bound; readonly expected: Expected }

/** What one part came to; `matched` is how many rows a write's WHERE met. */
export interface Result {
  readonly rows: readonly RawRow[]
  readonly matched: number
}

/** A connection as a transaction speaks to it. Errors leave it in our words. */
export interface Wire {
  /** Whether a COMMIT that fails has ended the transaction, so that no ROLLBACK is needed. */
  readonly endsByFailing: boolean
  /** Sends everything in one trip and answers one result a part, or throws the first failure. */
  send(parts: readonly Part[], limitMs: number): Promise<readonly Result[]>
}

interface Read {
  readonly kind: 'read'
  readonly bound: Bound
  resolve(rows: readonly RawRow[]): void
  reject(error: unknown): void
}

type Queued = Read | Extract<Part, { kind: 'write' }>

/**
 * Runs `work` once in a transaction whose writes wait (model 3). `firstMs` limits the first trip.
 * A connection whose transaction cannot be ended throws `Unavailable`, for which it is thrown away.
 */
export async function transactDeferred<Value>(
  wire: Wire,
  firstMs: number,
  work: (tx: Transaction) => Promise<Value>,
): Promise<Value> {
  const tx = new DeferredTransaction(wire, firstMs)
  try {
    const value = await work(tx)
    await tx.commit()
    return value
  } catch (error) {
    throw await tx.rollBack(error)
  }
}

/** Runs what is known beforehand in a transaction of its own and in one trip; one result a part. */
export async function transactAtOnce(
  wire: Wire,
  parts: readonly Part[],
): Promise<readonly Result[]> {
  const tx = new DeferredTransaction(wire, patience.answer)
  try {
    return await tx.end(parts, patience.answer)
  } catch (error) {
    throw await tx.rollBack(error)
  }
}

/**
 * BEGIN, whatever is queued and all reads that are asked in one turn leave in one trip; the rest
 * leaves with COMMIT. After the first failure nothing more is sent: on MySQL a deadlock has ended the
 * transaction, and what came after it would be committed by itself.
 */
class DeferredTransaction implements Transaction {
  readonly #wire: Wire
  #limitMs: number
  #queue: Queued[] = []
  #isOpen = false
  #isOver = false
  #isLeaving = false
  #trip: Promise<void> = Promise.resolve()
  #failure: { readonly error: unknown } | null = null

  constructor(wire: Wire, firstMs: number) {
    this.#wire = wire
    this.#limitMs = firstMs
  }

  read(bound: Bound): Promise<readonly RawRow[]> {
    if (this.#isOver) return Promise.reject(usedAfterEnd())
    const { promise, resolve, reject } = Promise.withResolvers<readonly RawRow[]>()
    promise.catch(() => {}) // who does not wait for the rows meets the failure at the end
    this.#queue.push({ kind: 'read', bound, resolve, reject })
    if (!this.#isLeaving) {
      this.#isLeaving = true
      this.#trip = this.#trip.then(() => this.#sendQueue())
    }
    return promise
  }

  write(bound: Bound, expected: Expected): void {
    if (this.#isOver) throw usedAfterEnd()
    this.#queue.push({ kind: 'write', bound, expected })
  }

  async commit(): Promise<void> {
    await this.#trip
    this.#isOver = true
    if (this.#failure !== null) throw this.#failure.error
    if (this.#isOpen || this.#queue.length > 0) await this.end(this.#queue, patience.commit)
  }

  /** The last trip: these parts, and COMMIT behind them. */
  async end(parts: readonly Part[], limitMs: number): Promise<readonly Result[]> {
    this.#isOver = true
    const commit: Part = { kind: 'word', sql: 'COMMIT' }
    const results = await this.#attempt([...parts, commit], limitMs, true)
    if (results === null) throw this.#failure?.error
    return results
  }

  /**
   * Ends what is open, and answers what to throw: the first failure, whatever `work` made of it, or
   * `Unavailable` when the connection is of no more use.
   */
  async rollBack(error: unknown): Promise<unknown> {
    this.#isOver = true
    await this.#trip
    const cause = this.#failure === null ? error : this.#failure.error
    if (!this.#isOpen || isLost(cause)) return cause
    try {
      await this.#wire.send([{ kind: 'word', sql: 'ROLLBACK' }], patience.answer)
      return cause
    } catch (fault) {
      return new Unavailable('a transaction could not be rolled back', 1, { cause: fault })
    }
  }

  async #sendQueue(): Promise<void> {
    this.#isLeaving = false
    const queued = this.#queue
    this.#queue = []
    const results =
      this.#failure === null ? await this.#attempt(queued, this.#limitMs, false) : null
    for (const [at, each] of queued.entries()) {
      if (each.kind !== 'read') continue
      if (results === null) each.reject(this.#failure?.error)
      else each.resolve(results[at]?.rows ?? [])
    }
  }

  /** One trip, with BEGIN before the first; `null` and the failure kept when it failed. */
  async #attempt(
    parts: readonly Part[],
    limitMs: number,
    ends: boolean,
  ): Promise<readonly Result[] | null> {
    const words: readonly Part[] = this.#isOpen ? [] : [{ kind: 'word', sql: 'BEGIN' }]
    this.#isOpen = true
    this.#limitMs = patience.answer
    try {
      const results = (await this.#wire.send([...words, ...parts], limitMs)).slice(words.length)
      if (ends) this.#isOpen = false
      assertMatched(parts, results)
      return results
    } catch (error) {
      if (ends && this.#wire.endsByFailing) this.#isOpen = false
      this.#failure = { error }
      return null
    }
  }
}

function assertMatched(parts: readonly Part[], results: readonly Result[]): void {
  for (const [at, part] of parts.entries()) {
    const matched = results[at]?.matched ?? 0
    if (part.kind === 'write' && part.expected === 'one' && matched !== 1) {
      throw new Fault(`${part.bound.statement.name} met ${matched} rows instead of one`)
    }
  }
}

function usedAfterEnd(): Fault {
  return new Fault('a transaction was used after its end')
}
