/** How long and how often a start tries to reach the database (REL-18). */
export interface Patience {
  /** Milliseconds in all; after them the last fault is thrown, if it deserves only some time. */
  readonly timeout: number
  /** How long waiting may help. */
  readonly patienceFor: (error: unknown) => 'none' | 'some' | 'any'
  /** Told of each try that failed and will be repeated. */
  readonly onWaiting: (error: unknown, nextTry: number) => void
  readonly now: () => number
  readonly sleep: (milliseconds: number) => Promise<void>
}

const firstPause = 100
const longestPause = 1_000

/**
 * What `open` gives, once it succeeds. Pauses double up to a second, so that a database that comes
 * back is found within two; a fault that waiting does not heal is thrown at once.
 */
export async function awaitDatabase<Opened>(
  open: () => Promise<Opened>,
  patience: Patience,
): Promise<Opened> {
  const until = patience.now() + patience.timeout
  for (let pause = firstPause; ; pause = Math.min(pause * 2, longestPause)) {
    try {
      return await open()
    } catch (error) {
      const worth = patience.patienceFor(error)
      const isOver = worth !== 'any' && patience.now() + pause > until
      if (isOver || worth === 'none') throw error
      patience.onWaiting(error, pause)
      await patience.sleep(pause)
    }
  }
}
