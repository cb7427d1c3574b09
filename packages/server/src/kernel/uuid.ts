import { readHex, writeHex } from './hex.ts'
import type { Instant } from './instant.ts'

const canonical = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

export const nilUuid = '00000000-0000-0000-0000-000000000000'

/** True for the 36-character lower-case form only (SEC-91). */
export function isUuid(text: string): boolean {
  return canonical.test(text)
}

export function writeUuid(bytes: Uint8Array): string {
  const hex = writeHex(bytes)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

/** The 16 bytes of a canonical UUID. */
export function readUuid(uuid: string): Uint8Array {
  return readHex(uuid.replaceAll('-', ''))
}

/** A random UUID from 16 random bytes (RFC 9562 §5.4). */
export function uuidV4(random: Uint8Array): string {
  return stamped(random, 0x40)
}

/** A time-ordered UUID from a moment and 10 or more random bytes (RFC 9562 §5.7). */
export function uuidV7(at: Instant, random: Uint8Array): string {
  const bytes = new Uint8Array(16)
  const high = Math.floor(at / 2 ** 16)
  bytes.set([high >>> 24, high >>> 16, high >>> 8, high, (at >>> 8) & 0xff, at & 0xff])
  bytes.set(random.subarray(0, 10), 6)
  return stamped(bytes, 0x70)
}

/** A UUID that is the same for the same digest and cannot be told from a random one. */
export function uuidV4Like(digest: Uint8Array): string {
  return stamped(digest.slice(0, 16), 0x40)
}

function stamped(source: Uint8Array, version: number): string {
  const bytes = source.slice(0, 16)
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | version
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  return writeUuid(bytes)
}
