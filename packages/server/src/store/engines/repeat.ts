import { Retryable } from './conflicts.ts'

/** Pauses before a single statement runs again, in milliseconds. */
const shortPauses: readonly number[] = [4, 16, 64]

/** Pauses of DDL, which gives way to traffic for about half a minute (model 7). */
export const definitionPauses: readonly number[] = [250, 500, 1000, 2000, 4000, 8000]

/**
 * Runs one statement again when it lost a race: alone in its transaction, it has done nothing then
 * (REL-23). Transactions of several are repeated by the store.
 */
export async function repeatLost<Value>(
  run: () => Promise<Value>,
  pauses: readonly number[] = shortPauses,
): Promise<Value> {
  for (const pause of pauses) {
    try {
      return await run()
    } catch (error) {
      if (!(error instanceof Retryable)) throw error
    }
    await new Promise<void>((resolve) => setTimeout(resolve, pause))
  }
  return run()
}
