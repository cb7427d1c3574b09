import { sha256 } from '../../src/kernel/digest.ts'
import type { Random } from '../../src/ports/random.ts'

/** Chance that is the same on every run: digests of a seed and a counter. */
export function countedRandom(seed: string): Random {
  let drawn = 0
  return {
    bytes(count) {
      const all = new Uint8Array(count)
      for (let at = 0; at < count; at += 32) {
        drawn += 1
        all.set(sha256(`${seed} ${drawn}`).subarray(0, count - at), at)
      }
      return all
    },
  }
}
