import type { HashScheme } from './hash-scheme.ts'

/** `scheme`, which tells of each hash that was computed to its end, right or wrong. */
export function countedScheme(scheme: HashScheme, onHash: () => void): HashScheme {
  async function told<Value>(work: Promise<Value>): Promise<Value> {
    const value = await work
    onHash()
    return value
  }
  return {
    ...scheme,
    hash: (password) => told(scheme.hash(password)),
    read(stored) {
      const hash = scheme.read(stored)
      return hash === null ? null : { ...hash, verify: (password) => told(hash.verify(password)) }
    },
  }
}
