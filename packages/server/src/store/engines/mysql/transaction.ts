import { Fault } from '../../../kernel/faults.ts'
import type { Bound, RawRow } from '../../statement.ts'
import type { Expected, StatementListener, Transaction } from '../engine.ts'
import { patience } from '../patience.ts'
import type { Asking } from './asking.ts'
import { matchedRows, rowsOf, type Values, valuesOf } from './values.ts'

interface Part {
  readonly sql: string
  readonly values: Values
  readonly name: string
  readonly expected: Expected | null
}

/** A part on its way, and whoever waits for its rows. */
interface Waiting {
  readonly part: Part
  resolve(result: unknown): void
  reject(error: unknown): void
}

const beginning: Waiting = {
  part: { sql: 'START TRANSACTION', values: [], name: 'begin', expected: null },
  resolve: () => {},
  reject: () => {},
}
const commit: Part = { sql: 'COMMIT', values: [], name: 'commit', expected: null }

/**
 * One transaction whose writes wait (model 3): each trip is one packet of statements. The server
 * stops at the first that fails, so a COMMIT behind it is never reached. With `packs` off every
 * statement goes by itself, for proxies that refuse packets.
 */
export class PacketTransaction implements Transaction {
  #connection: Asking
  readonly #listen: StatementListener
  readonly #packs: boolean
  #queue: Waiting[] = []
  #isLeaving = false
  #hasBegun = false
  #isOver = false
  #trip = 0

  constructor(connection: Asking, listen: StatementListener, packs: boolean) {
    this.#connection = connection
    this.#listen = listen
    this.#packs = packs
  }

  /** Reads that are asked for in one turn leave together. */
  read(bound: Bound): Promise<readonly RawRow[]> {
    this.#assertOpen()
    const { promise, resolve, reject } = Promise.withResolvers<unknown>()
    this.#queue.push({ part: partOf(bound, null), resolve, reject })
    if (!this.#isLeaving) {
      this.#isLeaving = true
      queueMicrotask(() => void this.#flush())
    }
    return promise.then(rowsOf)
  }

  write(bound: Bound, expected: Expected): void {
    this.#assertOpen()
    this.#queue.push({ part: partOf(bound, expected), resolve: () => {}, reject: () => {} })
  }

  async commit(): Promise<void> {
    this.#isOver = true
    if (!this.#hasBegun && this.#queue.length === 0) return
    this.#connection = this.#connection.within(patience.commit)
    await this.#send([...this.#takeQueue().map(({ part }) => part), commit])
  }

  async rollback(): Promise<void> {
    this.#isOver = true
    if (this.#hasBegun) await this.#connection.query('ROLLBACK')
  }

  #assertOpen(): void {
    if (this.#isOver) throw new Fault('the transaction is over')
  }

  async #flush(): Promise<void> {
    this.#isLeaving = false
    const waiting = this.#takeQueue()
    try {
      const results = await this.#send(waiting.map(({ part }) => part))
      waiting.forEach(({ resolve }, at) => {
        resolve(results[at])
      })
    } catch (error) {
      for (const { reject } of waiting) reject(error)
    }
  }

  #takeQueue(): readonly Waiting[] {
    const queued = this.#hasBegun ? this.#queue : [beginning, ...this.#queue]
    this.#hasBegun = true
    this.#queue = []
    return queued
  }

  async #send(parts: readonly Part[]): Promise<readonly unknown[]> {
    const results = this.#packs ? await this.#sendPacket(parts) : await this.#sendEach(parts)
    parts.forEach(({ expected, name }, at) => {
      const matched = matchedRows(results[at])
      if (expected === 'one' && matched !== 1) {
        throw new Fault(`the guarded write ${name} matched ${matched} rows`)
      }
    })
    return results
  }

  async #sendPacket(parts: readonly Part[]): Promise<readonly unknown[]> {
    this.#trip += 1
    for (const { sql } of parts) this.#listen(sql, this.#trip)
    const sql = parts.map((part) => part.sql).join(';')
    const results = await this.#connection.query(
      sql,
      parts.flatMap(({ values }) => values),
    )
    return parts.length === 1 ? [results] : (results as readonly unknown[])
  }

  async #sendEach(parts: readonly Part[]): Promise<readonly unknown[]> {
    const results: unknown[] = []
    for (const { sql, values } of parts) {
      this.#trip += 1
      this.#listen(sql, this.#trip)
      results.push(await this.#connection.query(sql, values))
    }
    return results
  }
}

function partOf({ statement, values }: Bound, expected: Expected | null): Part {
  return { sql: statement.sql, values: valuesOf(values), name: statement.name, expected }
}
