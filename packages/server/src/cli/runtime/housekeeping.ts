import { add, seconds } from '../../kernel/instant.ts'
import { uuidV4 } from '../../kernel/uuid.ts'
import type { Log } from '../../ports/log.ts'
import type { SqlStore } from '../../store/sql-store.ts'
import { systemClock, systemRandom } from './system.ts'

export interface Housekeeping {
  stop(): Promise<void>
}

export interface HousekeepingNeeds {
  readonly store: SqlStore
  readonly log: Log
  readonly delay: (milliseconds: number, signal: AbortSignal) => Promise<void>
}

const lease = 'retention'
const leaseTime = seconds(120)
const roundEvery = 60_000
const leastPause = 50

/**
 * Removes outlived rows in small batches, on one node at a time (model 6): each batch is followed by
 * a pause ten times as long, so that traffic hardly notices.
 */
export function startHousekeeping({ store, log, delay }: HousekeepingNeeds): Housekeeping {
  const stopping = new AbortController()
  const owner = uuidV4(systemRandom.bytes(16))

  async function round(): Promise<void> {
    const now = systemClock.now()
    if (!(await store.leases.take(lease, owner, now, add(now, leaseTime)))) return
    for (let isDone = false; !isDone && !stopping.signal.aborted; ) {
      const began = performance.now()
      isDone = await store.sweep(systemClock.now())
      const took = performance.now() - began
      await delay(Math.max(leastPause, 10 * took), stopping.signal)
    }
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      await delay(roundEvery, stopping.signal)
      if (stopping.signal.aborted) break
      await round().catch((fault: unknown) => log.error('retention.failed', fault))
    }
    await store.leases.release(lease, owner).catch(() => {}) // it runs out by itself
  }

  const running = run()
  return {
    stop: async () => {
      stopping.abort()
      await running
    },
  }
}
