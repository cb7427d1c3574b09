import type { Instant } from '../../kernel/instant.ts'
import type { Count } from '../../ports/store.ts'

export interface FirstToEnd {
  readonly key: string
  readonly windowEnds: Instant
}

/**
 * Counters by key, with the one whose window ends first at hand: those of one window length lie in the
 * order in which they began, which is the order in which they end.
 */
export class WindowLanes {
  readonly #lanes = new Map<number, Map<string, Count>>()
  #size = 0

  get size(): number {
    return this.#size
  }

  find(key: string): Count | null {
    return this.#laneOf(key)?.get(key) ?? null
  }

  /** Puts a key that is not there behind all others of its window length, in milliseconds. */
  append(key: string, windowMs: number, count: Count): void {
    const lane = this.#lanes.get(windowMs) ?? new Map<string, Count>()
    this.#lanes.set(windowMs, lane.set(key, count))
    this.#size += 1
  }

  /** Changes a count where it lies; its window must be the same. */
  replace(key: string, count: Count): void {
    this.#laneOf(key)?.set(key, count)
  }

  remove(key: string): void {
    if (this.#laneOf(key)?.delete(key)) this.#size -= 1
  }

  firstToEnd(): FirstToEnd | null {
    let first: FirstToEnd | null = null
    for (const lane of this.#lanes.values()) {
      const [oldest] = lane
      if (oldest === undefined) continue
      const [key, { windowEnds }] = oldest
      if (first === null || windowEnds < first.windowEnds) first = { key, windowEnds }
    }
    return first
  }

  *entries(): Iterable<readonly [string, Count]> {
    for (const lane of this.#lanes.values()) yield* lane
  }

  #laneOf(key: string): Map<string, Count> | undefined {
    for (const lane of this.#lanes.values()) if (lane.has(key)) return lane
    return undefined
  }
}
