import { Fault } from '../../kernel/faults.ts'
import { add, seconds } from '../../kernel/instant.ts'
import { uuidV4 } from '../../kernel/uuid.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Random } from '../../ports/random.ts'
import type { Leases } from '../../ports/store.ts'

const name = 'migrate'
const held = seconds(30)
const heartbeat = 5000
const retryAfter = 250

export interface LockNeeds {
  readonly leases: Leases
  readonly clock: Clock
  readonly random: Random
}

/**
 * Does `work` while no other node migrates; waits for its turn. The lease is a row, because locks of
 * a session mean nothing behind a pooler or in a cluster (model 7). Whoever loses it stops at its
 * next step, and its steps are harmless twice.
 */
export async function underMigrationLock<Value>(
  { leases, clock, random }: LockNeeds,
  work: (assertHeld: () => void) => Promise<Value>,
): Promise<Value> {
  const owner = uuidV4(random.bytes(16))
  const take = (): Promise<boolean> => {
    const now = clock.now()
    return leases.take(name, owner, now, add(now, held))
  }
  while (!(await take())) await new Promise<void>((resolve) => setTimeout(resolve, retryAfter))

  let lost: Fault | null = null
  const beat = setInterval(() => {
    take().then(
      (isHeld) => {
        if (!isHeld) lost = new Fault('another node took over the migration')
      },
      (cause: unknown) => {
        lost = new Fault('the lease of the migration could not be renewed', { cause })
      },
    )
  }, heartbeat)
  try {
    return await work(() => {
      if (lost !== null) throw lost
    })
  } finally {
    clearInterval(beat)
    await leases.release(name, owner)
  }
}
