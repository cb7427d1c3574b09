import type { Clock } from '@latchkey/client'

/** A clock that stands still until a test moves it. */
export interface HandClock extends Clock {
  /** Moves on, running what falls due in order, and lets promises settle in between. */
  pass(milliseconds: number): Promise<void>
  /** Sets the wall clock without anything falling due, as a person or a sync does. */
  set(now: number): void
}

/** 2026-01-01. */
const beginning = 1_767_225_600_000

export function handClock(start: number = beginning): HandClock {
  let now = start
  let elapsed = 0
  const timers = new Set<{ readonly at: number; readonly run: () => void }>()
  const settle = (): Promise<void> => new Promise((done) => setImmediate(done))
  return {
    now: () => now,
    after: (delay, run) => {
      const timer = { at: elapsed + delay, run }
      timers.add(timer)
      return () => timers.delete(timer)
    },
    set: (moment) => {
      now = moment
    },
    pass: async (milliseconds) => {
      const end = elapsed + milliseconds
      for (;;) {
        await settle()
        const [next] = [...timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)
        if (!next) break
        now += next.at - elapsed
        elapsed = next.at
        timers.delete(next)
        next.run()
      }
      now += end - elapsed
      elapsed = end
      await settle()
    },
  }
}
