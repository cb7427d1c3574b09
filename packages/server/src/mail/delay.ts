import { setTimeout } from 'node:timers/promises'
import type { Delay } from '../ports/delay.ts'

/** The system's timer. It does not keep the process alive. */
export const systemDelay: Delay = async (milliseconds, signal) => {
  try {
    await setTimeout(milliseconds, undefined, { signal, ref: false })
  } catch {
    // The signal fired: the wait is over, which is all that the caller asked.
  }
}
