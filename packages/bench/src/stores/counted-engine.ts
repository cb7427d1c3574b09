import type { Engine, StatementListener } from '../../../server/src/store/engines/engine.ts'

/** An engine and how many round trips it has made. */
export interface CountedEngine {
  readonly engine: Engine
  readonly trips: () => number
}

/**
 * Counts the round trips of work that does one thing after another. A statement by itself is one; a
 * transaction numbers its own. Those of the counters behind limits are not counted: they run beside.
 */
export async function countTrips(
  open: (listen: StatementListener) => Promise<Engine>,
): Promise<CountedEngine> {
  let alone = 0
  let together = 0
  const current = new Set<number>()
  const engine = await open((_sql, trip) => void current.add(trip))
  const one =
    <Args extends readonly unknown[], Value>(run: (...args: Args) => Value) =>
    (...args: Args): Value => {
      alone += 1
      return run(...args)
    }
  return {
    trips: () => alone + together,
    engine: {
      ...engine,
      read: one(engine.read),
      readSlowly: one(engine.readSlowly),
      write: one(engine.write),
      async transact(work) {
        current.clear()
        const value = await engine.transact(work)
        together += current.size
        return value
      },
    },
  }
}
