import { hash, verify } from '@node-rs/bcrypt'
import type { HashScheme } from './hash-scheme.ts'

/** bcrypt hashes this many bytes and no more. */
const mostBytes = 72
const leastCost = 10

/** A dearer stored hash would hold a place for a second and more (corpus P-16). */
const mostCost = 14

const form = /^\$2[aby]\$(0[4-9]|1[0-4])\$([./A-Za-z0-9]{21})([./A-Za-z0-9])[./A-Za-z0-9]{31}$/
const digits = './ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/**
 * bcrypt with prefix `$2a$`, as GoTrue writes it: on an adopted database the Go server still reads
 * what is written here. Verifies `$2a$`, `$2b$` and `$2y$` of any affordable cost.
 *
 * A password over 72 bytes is verified by its first 72, as the original did, and never
 * hashed: `hash` throws.
 *
 * @throws RangeError for a cost that is not between 10 and 14.
 */
export function createBcrypt(cost: number): HashScheme {
  if (!Number.isInteger(cost) || cost < leastCost || cost > mostCost) {
    throw new RangeError(`bcrypt cost is ${leastCost} to ${mostCost}`)
  }
  return {
    name: 'bcrypt',
    guess: 55 * 2 ** (cost - leastCost),
    memoryBytes: 4096,
    covers,
    hash: (password) => hash(password, { cost, version: '2a', rejectLongPasswords: true }),
    read(stored) {
      const parts = form.exec(stored)
      if (parts === null) return null
      const canonical = withCanonicalSalt(stored, parts[3] ?? '')
      return {
        scheme: 'bcrypt',
        isWeaker: Number(parts[1]) < cost,
        covers,
        verify: (password) => verify(password, canonical),
      }
    },
  }
}

function covers(password: string): boolean {
  return Buffer.byteLength(password) <= mostBytes
}

/**
 * The same hash with the unused bits of its salt cleared. Some programs left them set; they never
 * entered the hash, but a strict reader refuses them.
 */
function withCanonicalSalt(stored: string, last: string): string {
  const at = '$2a$10$'.length + 21
  return stored.slice(0, at) + digits.charAt(digits.indexOf(last) & 0x30) + stored.slice(at + 1)
}
