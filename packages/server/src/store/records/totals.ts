import type { Clock } from '../../ports/clock.ts'
import { mostCounted } from './page-walk.ts'

interface Total {
  readonly count: number
  readonly at: number
}

/** A total above what is counted each time is at most this old, in milliseconds (model 5). */
const freshFor = 60_000

const mostKept = 1000

/** How many rows a listing has: exact up to 100,000, above from a count that all callers share. */
export class Totals {
  readonly #clock: Clock
  readonly #known = new Map<string, Promise<Total>>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** `few` counts no further than one row more than is exact; `all` counts to the end. */
  async of(key: string, few: () => Promise<number>, all: () => Promise<number>): Promise<number> {
    const known = await this.#known.get(key)
    if (known !== undefined && this.#clock.now() - known.at < freshFor) return known.count
    const counted = await few()
    return counted <= mostCounted ? counted : this.#count(key, all)
  }

  async #count(key: string, all: () => Promise<number>): Promise<number> {
    const at = this.#clock.now()
    const counting = all().then((count) => ({ count, at }))
    if (this.#known.size >= mostKept) this.#known.clear()
    this.#known.set(key, counting)
    try {
      return (await counting).count
    } catch (error) {
      this.#known.delete(key)
      throw error
    }
  }
}
