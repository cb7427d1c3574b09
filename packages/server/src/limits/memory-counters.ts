import type { Digest } from '../kernel/digest.ts'
import { writeHex } from '../kernel/hex.ts'
import { type Instant, instantAt } from '../kernel/instant.ts'
import type { Count, Counters } from '../ports/store.ts'

/** Counters in this process, and how often one was forgotten before its window ended. */
export interface MemoryCounters extends Counters {
  readonly size: number
  /** Live counters that gave way because all places were taken (REL-40). Should stay 0. */
  readonly evictions: number
}

/** Counters of one window length. They were begun in order, so the first ends first. */
type Lane = Map<string, Count>

/** Ended counters that each new one clears away, so that no timer has to. */
const swept = 2

/**
 * Counters for one node, at most `most` of them (default 100,000, about 20 MB).
 *
 * Ended ones go first. Where all are live, the one whose window ends first gives way, and is counted.
 */
export function createMemoryCounters(most = 100_000): MemoryCounters {
  const lanes = new Map<number, Lane>()
  let size = 0
  let evictions = 0

  function remove(lane: Lane, key: string): void {
    if (lane.delete(key)) size -= 1
  }

  function laneOf(key: string): Lane | undefined {
    for (const lane of lanes.values()) if (lane.has(key)) return lane
    return undefined
  }

  function live(key: string, now: Instant): Count | null {
    const count = laneOf(key)?.get(key)
    return count !== undefined && now < count.windowEnds ? count : null
  }

  function makeRoom(now: Instant): void {
    for (let left = swept; left > 0; left -= 1) {
      const oldest = firstToEnd(lanes)
      if (oldest === null || (oldest.count.windowEnds > now && size < most)) return
      if (oldest.count.windowEnds > now) evictions += 1
      remove(oldest.lane, oldest.key)
    }
  }

  function begin(key: string, points: number, now: Instant, windowMs: number): Count {
    const stale = laneOf(key)
    if (stale !== undefined) remove(stale, key)
    makeRoom(now)
    const lane = lanes.get(windowMs) ?? new Map<string, Count>()
    const count = { points, windowEnds: instantAt(now + windowMs) }
    lanes.set(windowMs, lane.set(key, count))
    size += 1
    return count
  }

  return {
    async add(digest, points, now, windowMs) {
      const key = writeHex(digest)
      const running = live(key, now)
      if (running === null) return begin(key, points, now, windowMs)
      const count = { ...running, points: running.points + points }
      laneOf(key)?.set(key, count)
      return count
    },
    async read(digest: Digest, now: Instant) {
      return live(writeHex(digest), now)
    },
    async clear(digest) {
      const key = writeHex(digest)
      const lane = laneOf(key)
      if (lane !== undefined) remove(lane, key)
    },
    get size() {
      return size
    },
    get evictions() {
      return evictions
    },
  }
}

/** The counter whose window ends first of all, or `null` when there is none. */
function firstToEnd(lanes: ReadonlyMap<number, Lane>) {
  let first: { readonly lane: Lane; readonly key: string; readonly count: Count } | null = null
  for (const lane of lanes.values()) {
    for (const [key, count] of lane) {
      if (first === null || count.windowEnds < first.count.windowEnds) first = { lane, key, count }
      break
    }
  }
  return first
}
