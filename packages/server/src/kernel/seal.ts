import { createCipheriv, createDecipheriv } from 'node:crypto'
import { concat } from './bytes.ts'

const version = 1
const nonceLength = 12
const tagLength = 16
const utf8 = new TextDecoder('utf-8', { ignoreBOM: true })

/** A key that seals recoverable secrets, with the number under which sealed values name it. */
export interface SealingKey {
  readonly number: number
  readonly key: Uint8Array
}

/**
 * AES-256-GCM: `1 version ‖ 1 key number ‖ 12 nonce ‖ data ‖ 16 tag` (model 9).
 *
 * `place` (table, column, row key) is authenticated, so a value moved to another row does not open.
 */
export function seal(key: SealingKey, nonce: Uint8Array, place: string, data: string): Uint8Array {
  const cipher = createCipheriv('aes-256-gcm', key.key, nonce)
  cipher.setAAD(new TextEncoder().encode(place))
  const body = concat(cipher.update(new TextEncoder().encode(data)), cipher.final())
  return concat(new Uint8Array([version, key.number]), nonce, body, cipher.getAuthTag())
}

/** The sealed text, or `null` when key, place or bytes are not those it was sealed with. */
export function open(key: SealingKey, place: string, sealed: Uint8Array): string | null {
  if (sealed.byteLength < 2 + nonceLength + tagLength) return null
  if (sealed[0] !== version || sealed[1] !== key.number) return null
  const nonce = sealed.subarray(2, 2 + nonceLength)
  const decipher = createDecipheriv('aes-256-gcm', key.key, nonce)
  decipher.setAAD(new TextEncoder().encode(place))
  decipher.setAuthTag(sealed.subarray(sealed.byteLength - tagLength))
  const data = sealed.subarray(2 + nonceLength, sealed.byteLength - tagLength)
  try {
    return utf8.decode(concat(decipher.update(data), decipher.final()))
  } catch {
    return null // the tag did not match: whoever asks decides what a damaged value means
  }
}
