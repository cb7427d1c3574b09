import fc from 'fast-check'
import { expect, it } from 'vitest'
import { concat, readUint32, uint32 } from './bytes.ts'

it('joins parts in order', () => {
  const parts = [new Uint8Array([1]), new Uint8Array(), new Uint8Array([2, 3])]
  expect(concat(...parts)).toEqual(new Uint8Array([1, 2, 3]))
  expect(concat()).toEqual(new Uint8Array())
})

it('writes four bytes, most significant first', () => {
  expect(uint32(0x01020304)).toEqual(new Uint8Array([1, 2, 3, 4]))
})

it('reads back every number it wrote, wherever it stands', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 32 - 1 }), fc.nat(9), (value, before) => {
      expect(readUint32(concat(new Uint8Array(before), uint32(value)), before)).toBe(value)
    }),
  )
})
