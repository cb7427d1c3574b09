import type { Digest } from '../../../kernel/digest.ts'
import { type Instant, instantAt } from '../../../kernel/instant.ts'
import type { Count, Counters } from '../../../ports/store.ts'

/** Beyond this many counters, those whose window is over are dropped, and then the oldest. */
const most = 100_000

/** Counters in memory: one process owns the database (model 3.1). */
export class MemoryCounters implements Counters {
  readonly #counts = new Map<string, Count>()

  async add(key: Digest, points: number, now: Instant, windowMs: number): Promise<Count> {
    const name = nameOf(key)
    const running = this.#live(name, now)
    const next: Count = running
      ? { points: running.points + points, windowEnds: running.windowEnds }
      : { points, windowEnds: instantAt(now + windowMs) }
    this.#counts.set(name, next)
    if (this.#counts.size > most) this.#sweep(now)
    return next
  }

  async read(key: Digest, now: Instant): Promise<Count | null> {
    return this.#live(nameOf(key), now)
  }

  async clear(key: Digest): Promise<void> {
    this.#counts.delete(nameOf(key))
  }

  /** What a restart should still know. */
  snapshot(): readonly { readonly digest: Uint8Array; readonly count: Count }[] {
    return [...this.#counts].map(([name, count]) => ({
      digest: new Uint8Array(Buffer.from(name, 'latin1')),
      count,
    }))
  }

  restore(digest: Uint8Array, count: Count): void {
    this.#counts.set(nameOf(digest), count)
  }

  #live(name: string, now: Instant): Count | null {
    const count = this.#counts.get(name)
    return count !== undefined && count.windowEnds > now ? count : null
  }

  #sweep(now: Instant): void {
    for (const [name, count] of this.#counts) {
      if (count.windowEnds <= now) this.#counts.delete(name)
    }
    const room = most * 0.9
    for (const name of this.#counts.keys()) {
      if (this.#counts.size <= room) return
      this.#counts.delete(name)
    }
  }
}

function nameOf(key: Uint8Array): string {
  return Buffer.from(key).toString('latin1')
}
