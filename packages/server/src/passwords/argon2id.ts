import { hash, verify } from '@node-rs/argon2'
import type { HashScheme } from './hash-scheme.ts'

export interface Argon2Cost {
  readonly memoryKiB: number
  readonly iterations: number
  readonly parallelism: number
}

/** OWASP's figures: 19 MiB, two passes, one lane. Nothing weaker is accepted (SEC-09). */
export const leastArgon2Cost: Argon2Cost = { memoryKiB: 19_456, iterations: 2, parallelism: 1 }

/** What a stored hash may ask of this server: an import is no way to exhaust it. */
const mostMemoryKiB = 131_072
const mostWork = 4 * mostMemoryKiB
const mostParallelism = 16

const phc = /^\$argon2(id|i|d)\$(?:v=\d+\$)?m=(\d{1,6}),t=(\d{1,3}),p=(\d{1,2})[,$]/

/**
 * Argon2id as PHC text (RFC 9106), with a random salt of 16 bytes. Verifies the other two kinds of
 * Argon2 as well, because imported users may bring them.
 *
 * @throws RangeError for a cost below `leastArgon2Cost`.
 */
export function createArgon2id(cost: Argon2Cost): HashScheme {
  const { memoryKiB, iterations, parallelism } = cost
  if (memoryKiB < leastArgon2Cost.memoryKiB || iterations < 2 || parallelism < 1) {
    throw new RangeError('argon2id needs at least 19456 KiB, 2 iterations and 1 lane')
  }
  const options = { memoryCost: memoryKiB, timeCost: iterations, parallelism }
  return {
    name: 'argon2id',
    guess: (20 * memoryKiB * iterations) / (leastArgon2Cost.memoryKiB * leastArgon2Cost.iterations),
    memoryBytes: memoryKiB * 1024,
    covers,
    hash: (password) => hash(password, options),
    read(stored) {
      const [, kind, memory = 0, passes = 0, lanes = 0] = phc.exec(stored) ?? []
      const work = Number(memory) * Number(passes)
      if (kind === undefined || Number(memory) > mostMemoryKiB || work > mostWork) return null
      if (Number(lanes) > mostParallelism) return null
      const isWeaker = kind !== 'id' || Number(memory) < memoryKiB || work < memoryKiB * iterations
      return {
        scheme: 'argon2id',
        isWeaker,
        covers,
        verify: (password) => verify(stored, password),
      }
    },
  }
}

function covers(): boolean {
  return true
}
