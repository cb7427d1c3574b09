import { type Clock, systemClock } from './clock.ts'
import { AuthError } from './errors.ts'
import type { FindKeys, TokenHeader, VerifyingKey } from './verify-access-token.ts'

export interface RemoteKeysOptions {
  readonly fetch?: typeof fetch
  readonly clock?: Pick<Clock, 'now'>
  /** Milliseconds until a request is given up. Default: 5,000. */
  readonly timeout?: number
}

/** How long a key set is believed, and how soon an unknown key id may ask again, in milliseconds. */
const ages = { most: 10 * 60_000, least: 30_000 }

type Algorithm = VerifyingKey['algorithm'] & Parameters<SubtleCrypto['importKey']>[2]

/** Algorithms with a public key, and what WebCrypto calls them (RFC 7518 §3.1, RFC 8037). */
const algorithms: Readonly<Record<string, Algorithm>> = {
  RS256: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
  ES256: { name: 'ECDSA', hash: 'SHA-256', namedCurve: 'P-256' },
  EdDSA: { name: 'Ed25519' },
}

interface KeySet {
  readonly fetchedAt: number
  readonly keys: readonly (JsonWebKey & { readonly kid?: string })[]
}

/**
 * Public keys of a server, from its JWK Set (RFC 7517). Asked for once in ten minutes, and when a
 * token names a key that is not known; at most once in half a minute, whatever tokens arrive.
 */
export function remoteKeys(url: string, options: RemoteKeysOptions = {}): FindKeys {
  const { clock = systemClock, timeout = 5_000 } = options
  const ask = options.fetch ?? ((input, init) => fetch(input, init))
  let known: KeySet | null = null
  let asked: { readonly at: number; readonly answer: Promise<KeySet> } | null = null

  const read = async (): Promise<KeySet> => {
    const response = await ask(url, { signal: AbortSignal.timeout(timeout) })
    if (!response.ok) throw new Error(`the key set answers ${response.status}`)
    const { keys } = (await response.json()) as { keys: KeySet['keys'] }
    known = { keys, fetchedAt: clock.now() }
    return known
  }
  const renew = (): Promise<KeySet> => {
    const now = clock.now()
    if (!asked || now - asked.at >= ages.least) asked = { at: now, answer: read() }
    return asked.answer
  }

  return async (header) => {
    const algorithm = Object.hasOwn(algorithms, header.alg) ? algorithms[header.alg] : undefined
    if (!algorithm) return []
    if (known && clock.now() - known.fetchedAt < ages.most) {
      const found = await importKeys(known, header, algorithm)
      if (found.length > 0) return found
    }
    try {
      return await importKeys(await renew(), header, algorithm)
    } catch (cause) {
      // Keys that were good ten minutes ago are better than none while the server is away.
      const found = known ? await importKeys(known, header, algorithm) : []
      if (found.length > 0) return found
      throw new AuthError('The keys of the server could not be read.', {
        code: 'network_failed',
        cause,
      })
    }
  }
}

/** The keys of a set that carry the name and fit the algorithm that a token claims. */
async function importKeys(
  { keys }: KeySet,
  { alg, kid }: TokenHeader,
  algorithm: Algorithm,
): Promise<readonly VerifyingKey[]> {
  const fitting = keys.filter(
    (key) =>
      (kid === undefined || key.kid === kid) && (key.alg ?? alg) === alg && key.kty !== 'oct',
  )
  const imported = fitting.map((key) =>
    crypto.subtle.importKey('jwk', key, algorithm, false, ['verify']).then(
      (ready) => ({ key: ready, algorithm }),
      () => null, // of another kind than the token claims
    ),
  )
  return (await Promise.all(imported)).filter((key) => key !== null)
}
