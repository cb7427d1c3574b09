import fc from 'fast-check'
import { expect, it } from 'vitest'
import { readHex, writeHex } from './hex.ts'

it('writes two lower-case digits a byte and reads them in either case', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      const text = writeHex(bytes)
      expect(text).toBe(Buffer.from(bytes).toString('hex'))
      expect(readHex(text)).toEqual(bytes)
      expect(readHex(text.toUpperCase())).toEqual(bytes)
    }),
  )
})
