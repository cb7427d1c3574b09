import { randomFillSync } from 'node:crypto'
import { instantAt } from '../../kernel/instant.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Random } from '../../ports/random.ts'

/** The machine's clock. */
export const systemClock: Clock = { now: () => instantAt(Date.now()) }

/** The operating system's generator. */
export const systemRandom: Random = { bytes: (count) => randomFillSync(new Uint8Array(count)) }
