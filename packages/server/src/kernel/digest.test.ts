import { createHmac, hkdfSync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { deriveKey, equalBytes, equalSecrets, hmacKey, hmacSha256, sha256 } from './digest.ts'
import { readHex, writeHex } from './hex.ts'

describe('a digest', () => {
  it('is SHA-256 (FIPS 180-4, "abc")', () => {
    const expected = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'
    expect(writeHex(sha256('abc'))).toBe(expected)
    expect(writeHex(sha256(new Uint8Array([97, 98, 99])))).toBe(expected)
  })

  it('is of the UTF-8 bytes of a text', () => {
    expect(sha256('é')).toEqual(sha256(new Uint8Array([0xc3, 0xa9])))
  })
})

describe('a keyed digest', () => {
  const key = new Uint8Array(20).fill(0x0b)

  it('is HMAC-SHA-256 (RFC 4231 §4.2)', () => {
    const expected = 'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7'
    expect(writeHex(hmacSha256(key, 'Hi There'))).toBe(expected)
    expect(writeHex(hmacSha256(hmacKey(key), 'Hi', new Uint8Array([32]), 'There'))).toBe(expected)
  })

  it('is of all parts as if they were one', () => {
    const whole = createHmac('sha256', key).update('abc').digest()
    expect(Buffer.from(hmacSha256(hmacKey(key), 'a', 'b', 'c'))).toEqual(whole)
  })
})

describe('comparing in constant time (SEC-116)', () => {
  it('tells equal bytes from others, whatever their length', () => {
    expect(equalBytes(new Uint8Array([1, 2]), new Uint8Array([1, 2]))).toBe(true)
    expect(equalBytes(new Uint8Array([1, 2]), new Uint8Array([1, 3]))).toBe(false)
    expect(equalBytes(new Uint8Array([1, 2]), new Uint8Array([1]))).toBe(false)
    expect(equalBytes(new Uint8Array(), new Uint8Array())).toBe(true)
  })

  it('tells equal secrets from others', () => {
    expect(equalSecrets('operator', 'operator')).toBe(true)
    expect(equalSecrets('operator', 'operators')).toBe(false)
    expect(equalSecrets('', 'operator')).toBe(false)
  })
})

describe('a key for one purpose (SEC-46)', () => {
  it('is HKDF-SHA-256 of the secret, labelled by its purpose (RFC 5869)', () => {
    const expected = new Uint8Array(hkdfSync('sha256', 'secret', '', 'purpose', 32))
    expect(deriveKey('secret', 'purpose')).toEqual(expected)
    expect(expected).toHaveLength(32)
  })

  it('differs between purposes and between secrets', () => {
    const keys = [deriveKey('one', 'a'), deriveKey('one', 'b'), deriveKey('two', 'a')].map(writeHex)
    expect(new Set(keys).size).toBe(3)
    expect(readHex(keys[0] ?? '')).toEqual(deriveKey('one', 'a'))
  })
})
