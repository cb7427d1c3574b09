import type { Random } from '../ports/random.ts'
import { Retryable, Taken } from './engines/conflicts.ts'

const mostRuns = 4

/** No further run begins after this, in milliseconds: a request has ten seconds in all (REL-24). */
const deadline = 5000

/**
 * Runs a transaction until it neither lost a race nor broke a key, at most four times (REL-23).
 * With `whenTaken`, the first broken key is decided there.
 */
export async function runTransaction<Value>(
  random: Random,
  run: () => Promise<Value>,
  whenTaken?: () => Value | Promise<Value>,
): Promise<Value> {
  const until = performance.now() + deadline
  for (let runs = 1; ; runs += 1) {
    try {
      return await run()
    } catch (error) {
      const isTaken = error instanceof Taken
      if (isTaken && whenTaken !== undefined) return whenTaken()
      const mayRepeat = isTaken || error instanceof Retryable
      if (!mayRepeat || runs === mostRuns || performance.now() > until) throw error
      await pause(random, runs)
    }
  }
}

/** Jitter parts those who collided: a few milliseconds, more with each run. */
async function pause(random: Random, runs: number): Promise<void> {
  const [chance = 0] = random.bytes(1)
  const milliseconds = (4 ** runs * chance) / 255
  await new Promise<void>((resolve) => setTimeout(resolve, milliseconds))
}
