import type { TokenFlaw } from '../domain/refusal.ts'
import type { JsonObject } from '../kernel/json.ts'

/** Algorithms that exist (RFC 7518 §3.1) and are told apart only to say what was wrong. */
const known: ReadonlySet<string> = new Set([
  'HS256',
  'HS384',
  'HS512',
  'RS256',
  'RS384',
  'RS512',
  'ES256',
  'ES384',
  'ES512',
  'PS256',
  'PS384',
  'PS512',
  'none',
])

/** Members that would choose a key or change how a token is read: their mere presence is refused. */
const meddling = ['crit', 'zip', 'b64', 'enc', 'jwk', 'jku', 'x5u', 'x5c'] as const

/**
 * What is wrong with a header where only HS256 under `keyId` is believed, or `null`.
 *
 * The header chooses nothing (SEC-42, RFC 8725 §3.1): it must agree with what is configured. A
 * header without `kid` is fine, because services sign with the shared secret and name no key.
 */
export function headerFlaw(header: JsonObject, keyId: string): TokenFlaw | null {
  const algorithm = header['alg']
  if (typeof algorithm !== 'string') return { kind: 'algorithm_unknown', algorithm: null }
  if (!known.has(algorithm)) return { kind: 'algorithm_unknown', algorithm }
  if (algorithm !== 'HS256') return { kind: 'algorithm_not_allowed', algorithm }
  if (meddling.some((member) => member in header)) return { kind: 'signature' }
  if ('kid' in header && header['kid'] !== keyId) return { kind: 'signature' }
  return null
}
