import type { Digest } from '../../kernel/digest.ts'
import { readHex, writeHex } from '../../kernel/hex.ts'
import { type Instant, instantAt } from '../../kernel/instant.ts'
import type { Count, Counters } from '../../ports/store.ts'
import { WindowLanes } from './window-lanes.ts'

export interface MemoryCounterOptions {
  /** How many are held in memory; 100,000, about 20 MB. */
  readonly most?: number
  /** Counts what does not fit. Without it, the counter whose window ends first gives way. */
  readonly overflow?: Counters
}

/** Ended counters that each new one clears away, so that no timer has to. */
const swept = 2

/** Restored counters have a lane of their own: how long their windows were is not kept. */
const unknownLength = 0

/**
 * Counters of one process in bounded memory, without timers: each new one clears ended ones away.
 *
 * Where all are live, no counter is forgotten early as long as there is an overflow: it counts the
 * subjects that are new, until the last window that began there is over (REL-40).
 */
export class MemoryCounters implements Counters {
  readonly #most: number
  readonly #overflow: Counters | null
  readonly #lanes = new WindowLanes()
  #evictions = 0
  #latest = instantAt(0)
  #spilledUntil = instantAt(0)
  /** Calls of the overflow that have not answered. */
  #spilling = 0

  constructor({ most = 100_000, overflow }: MemoryCounterOptions = {}) {
    this.#most = most
    this.#overflow = overflow ?? null
  }

  async add(digest: Digest, points: number, now: Instant, windowMs: number): Promise<Count> {
    const key = writeHex(digest)
    this.#latest = now
    const running = this.#live(key, now)
    if (running !== null) {
      const count = { ...running, points: running.points + points }
      this.#lanes.replace(key, count)
      return count
    }
    this.#lanes.remove(key)
    this.#makeRoom(now)
    if (this.#overflow !== null && (this.size >= this.#most || this.#isSpilling(now))) {
      return this.#spill(this.#overflow, digest, points, now, windowMs)
    }
    const count = { points, windowEnds: instantAt(now + windowMs) }
    this.#lanes.append(key, windowMs, count)
    return count
  }

  async read(digest: Digest, now: Instant): Promise<Count | null> {
    this.#latest = now
    const count = this.#live(writeHex(digest), now)
    if (count !== null || this.#overflow === null || !this.#isSpilling(now)) return count
    return this.#overflow.read(digest, now)
  }

  async clear(digest: Digest): Promise<void> {
    this.#lanes.remove(writeHex(digest))
    if (this.#isSpilling(this.#latest)) await this.#overflow?.clear(digest)
  }

  /** Counters held in memory. */
  get size(): number {
    return this.#lanes.size
  }

  /** Live counters that gave way because all places were taken. Stays 0 with an overflow. */
  get evictions(): number {
    return this.#evictions
  }

  /** What a restart should still know, apart from the overflow. */
  *snapshot(): Iterable<readonly [Digest, Count]> {
    for (const [key, count] of this.#lanes.entries()) yield [readHex(key) as Digest, count]
  }

  /**
   * Takes back what was kept; call it in the order in which windows end. False when there is no place:
   * the count is then looked for in the overflow.
   */
  restore(digest: Digest, count: Count): boolean {
    const fits = this.size < this.#most
    if (fits) this.#lanes.append(writeHex(digest), unknownLength, count)
    else this.#spillUntil(count.windowEnds)
    return fits
  }

  #live(key: string, now: Instant): Count | null {
    const count = this.#lanes.find(key)
    return count !== null && now < count.windowEnds ? count : null
  }

  #makeRoom(now: Instant): void {
    for (let left = swept; left > 0; left -= 1) {
      const first = this.#lanes.firstToEnd()
      if (first === null) return
      const isLive = first.windowEnds > now
      if (isLive && (this.#overflow !== null || this.size < this.#most)) return
      if (isLive) this.#evictions += 1
      this.#lanes.remove(first.key)
    }
  }

  /** While anything is in the overflow, a subject that is not in memory may be there. */
  #isSpilling(now: Instant): boolean {
    return now < this.#spilledUntil || this.#spilling > 0
  }

  async #spill(into: Counters, ...call: Parameters<Counters['add']>): Promise<Count> {
    this.#spilling += 1
    try {
      const count = await into.add(...call)
      this.#spillUntil(count.windowEnds)
      return count
    } finally {
      this.#spilling -= 1
    }
  }

  #spillUntil(end: Instant): void {
    if (end > this.#spilledUntil) this.#spilledUntil = end
  }
}
