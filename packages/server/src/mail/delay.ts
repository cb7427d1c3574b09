import { setTimeout } from 'node:timers/promises'

/** Resolves after `milliseconds`, or as soon as `signal` fires; never rejects. */
export type Delay = (milliseconds: number, signal: AbortSignal) => Promise<void>

/** The system's timer. It does not keep the process alive. */
export const systemDelay: Delay = async (milliseconds, signal) => {
  try {
    await setTimeout(milliseconds, undefined, { signal, ref: false })
  } catch {
    // The signal fired: the wait is over, which is all that the caller asked.
  }
}
