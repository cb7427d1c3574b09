import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  readBase64url,
  readBase64urlText,
  writeBase64url,
  writeBase64urlText,
} from './base64url.ts'

describe('base64url without padding (RFC 4648 §5)', () => {
  it('gives every byte back, and says what an independent writer says', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const text = writeBase64url(bytes)
        expect(text).toBe(Buffer.from(bytes).toString('base64url'))
        expect(readBase64url(text)).toEqual(bytes)
      }),
    )
  })

  it('gives every text back', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const written = writeBase64urlText(text)
        expect(written).toBe(Buffer.from(text).toString('base64url'))
        expect(readBase64urlText(written)).toBe(text)
      }),
    )
  })

  it('has no size at which it fails', () => {
    const bytes = new Uint8Array(1_000_000).fill(0xfb)
    expect(readBase64url(writeBase64url(bytes))).toEqual(bytes)
  })

  it('SEC-33: no two texts mean the same bytes', () => {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    const seen = new Map<string, string>()
    for (const first of alphabet) {
      for (const second of alphabet) {
        const bytes = readBase64url(first + second)
        if (bytes === null) continue
        expect(seen.has(String(bytes))).toBe(false)
        seen.set(String(bytes), first + second)
      }
    }
    expect(seen.size).toBe(256)
  })

  it.each([
    ['padding', 'AA=='],
    ['the standard alphabet', '+/AA'],
    ['a blank', 'AA A'],
    ['an end of line', 'AAAA\n'],
    ['a lone character', 'AAAAA'],
    ['unused bits that are set, one byte', 'AB'],
    ['unused bits that are set, two bytes', 'AAB'],
    ['another script', 'АААА'],
  ])('refuses %s', (_what, text) => {
    expect(readBase64url(text)).toBeNull()
    expect(readBase64urlText(text)).toBeNull()
  })

  it('SEC-50: refuses bytes that are not UTF-8, and keeps a byte order mark', () => {
    expect(readBase64urlText(Buffer.from([0xe9]).toString('base64url'))).toBeNull()
    expect(readBase64urlText(Buffer.from('\ufeff{}').toString('base64url'))).toBe('\ufeff{}')
  })
})
