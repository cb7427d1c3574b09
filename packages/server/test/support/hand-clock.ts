import { type Instant, instantAt } from '../../src/kernel/instant.ts'
import type { Clock } from '../../src/ports/clock.ts'

/** A clock that is set by hand. */
export interface HandClock extends Clock {
  advance(milliseconds: number): void
}

export function handClock(start: number = Date.UTC(2026, 0, 2, 3, 4, 5)): HandClock {
  let now: Instant = instantAt(start)
  return {
    now: () => now,
    advance: (milliseconds) => {
      now = instantAt(now + milliseconds)
    },
  }
}
