import type { PasswordMatch } from '../ports/password-hasher.ts'
import type { HashScheme, StoredHash } from './hash-scheme.ts'

/** Holds a password, and the form in which it was typed, against a stored hash. */
export type PasswordCheck = (
  password: string,
  raw: string,
  stored: string,
) => Promise<PasswordMatch>

/** Longer input is not looked at, and costs the same (SEC-11). */
const mostBytes = 4096

/**
 * A check that costs the same whatever the answer (SEC-04): one hash by the stored hash's own
 * scheme, or by `current` where there is none or none that can be read; and one more, in every case,
 * where the typed form differs from the normalised one (SEC-13).
 */
export function createPasswordCheck(
  current: HashScheme,
  schemes: readonly HashScheme[],
): PasswordCheck {
  return async (password, raw, stored) => {
    const hash = readStored(schemes, stored)
    const isReadable = password !== '' && Buffer.byteLength(raw) <= mostBytes
    const fits = await costly(current, hash, isReadable ? password : '')
    const fitsRaw = raw !== password && (await costly(current, hash, isReadable ? raw : ''))
    if (hash === null || !isReadable || !(fits || fitsRaw)) return none
    const isOutdated = hash.isWeaker || hash.scheme !== current.name
    const isPartial = !fits || !hash.covers(password)
    return { matches: true, needsRehash: (isOutdated || isPartial) && current.covers(password) }
  }
}

const none: PasswordMatch = { matches: false, needsRehash: false }

function readStored(schemes: readonly HashScheme[], stored: string): StoredHash | null {
  for (const scheme of schemes) {
    const hash = scheme.read(stored)
    if (hash !== null) return hash
  }
  return null
}

/** Whether `password` fits; a hash that is absent or damaged costs as much as one that is not. */
async function costly(
  current: HashScheme,
  hash: StoredHash | null,
  password: string,
): Promise<boolean> {
  if (hash !== null) {
    try {
      return await hash.verify(password)
    } catch {
      // Damaged past what its head shows: it is treated as no hash at all.
    }
  }
  await current.hash('')
  return false
}
