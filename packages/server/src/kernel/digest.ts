import {
  createHmac,
  createSecretKey,
  hash,
  hkdfSync,
  type KeyObject,
  timingSafeEqual,
} from 'node:crypto'
import type { Branded } from './brand.ts'

/** 32 bytes that stand for a secret or an address: what is stored and looked up instead of it. */
export type Digest = Branded<Uint8Array, 'Digest'>

/** A key made ready for many HMACs: given as bytes, each would prepare it anew at five times the cost. */
export type HmacKey = Branded<KeyObject, 'HmacKey'>

const utf8 = new TextEncoder()

export function sha256(data: string | Uint8Array): Digest {
  return new Uint8Array(hash('sha256', data, 'buffer')) as Digest
}

export function hmacKey(bytes: Uint8Array): HmacKey {
  return createSecretKey(bytes) as HmacKey
}

export function hmacSha256(
  key: HmacKey | Uint8Array,
  ...parts: readonly (string | Uint8Array)[]
): Digest {
  const mac = createHmac('sha256', key)
  for (const part of parts) mac.update(part)
  return new Uint8Array(mac.digest()) as Digest
}

/** Compares in time that does not depend on where two values differ (SEC-116). */
export function equalBytes(one: Uint8Array, other: Uint8Array): boolean {
  return one.byteLength === other.byteLength && timingSafeEqual(one, other)
}

/** Compares two secrets by their digests, so that neither length nor content shows in time. */
export function equalSecrets(one: string, other: string): boolean {
  return timingSafeEqual(sha256(one), sha256(other))
}

/** A key for one purpose, derived from a secret (RFC 5869): values of two purposes never mix (SEC-46). */
export function deriveKey(secret: string, purpose: string): Uint8Array {
  return new Uint8Array(
    hkdfSync('sha256', utf8.encode(secret), new Uint8Array(0), utf8.encode(purpose), 32),
  )
}
