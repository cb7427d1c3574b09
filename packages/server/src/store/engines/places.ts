import { Unavailable } from '../../kernel/faults.ts'
import { patience } from './patience.ts'

export interface PlacesOptions {
  /** How many may work at once. */
  readonly size: number
  /** How many may wait for that; default 200. */
  readonly waiters?: number | undefined
  /** How long each may wait, in milliseconds. */
  readonly waitMs?: number | undefined
}

const mostWaiting = 200

interface Waiter {
  readonly begin: () => void
  readonly timer: ReturnType<typeof setTimeout>
}

/**
 * Bounds how many use a pool of connections and how many wait for it, first come first served
 * (REL-25). Whoever comes beyond that, or waits too long, is told at once that it is too busy.
 */
export class Places {
  readonly #waiters: number
  readonly #waitMs: number
  readonly #waiting = new Set<Waiter>()
  #free: number

  constructor({ size, waiters = mostWaiting, waitMs = patience.place }: PlacesOptions) {
    this.#free = size
    this.#waiters = waiters
    this.#waitMs = waitMs
  }

  /** Throws `Unavailable` when no place comes free; else whatever `work` does. */
  async hold<Value>(work: () => Promise<Value>): Promise<Value> {
    if (this.#free > 0) this.#free -= 1
    else await this.#wait()
    try {
      return await work()
    } finally {
      this.#giveOn()
    }
  }

  #wait(): Promise<void> {
    if (this.#waiting.size >= this.#waiters) throw tooBusy()
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(waiter)
        reject(tooBusy())
      }, this.#waitMs)
      const waiter: Waiter = { begin: resolve, timer }
      this.#waiting.add(waiter)
    })
  }

  /** The place goes to the one who waits longest. */
  #giveOn(): void {
    const [next] = this.#waiting
    if (next === undefined) {
      this.#free += 1
      return
    }
    this.#waiting.delete(next)
    clearTimeout(next.timer)
    next.begin()
  }
}

function tooBusy(): Unavailable {
  return new Unavailable('the database is too busy', 1)
}
