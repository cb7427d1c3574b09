import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sha256 } from './digest.ts'
import { instantAt } from './instant.ts'
import { isUuid, nilUuid, readUuid, uuidV4, uuidV4Like, uuidV7, writeUuid } from './uuid.ts'

const sixteen = fc.uint8Array({ minLength: 16, maxLength: 16 })

describe('a UUID', () => {
  it('is its sixteen bytes', () => {
    fc.assert(
      fc.property(sixteen, (bytes) => {
        expect(isUuid(writeUuid(bytes))).toBe(true)
        expect(readUuid(writeUuid(bytes))).toEqual(bytes)
      }),
    )
  })

  it.each([
    nilUuid.slice(1),
    `${nilUuid}0`,
    `{${nilUuid}}`,
    `urn:uuid:${nilUuid}`,
    '6D2F1F0E-9A4E-4A37-B0B4-2A8F3F5B9C01',
    '6d2f1f0e9a4e4a37b0b42a8f3f5b9c01',
    `${nilUuid}\n`,
    '',
  ])('SEC-91: is never written %j', (text) => {
    expect(isUuid(text)).toBe(false)
  })

  it('says that it is random (RFC 9562 §5.4)', () => {
    fc.assert(
      fc.property(sixteen, (bytes) => {
        expect(uuidV4(bytes)).toMatch(/^.{8}-.{4}-4.{3}-[89ab].{3}-.{12}$/)
        expect(uuidV4Like(sha256(bytes))).toMatch(/^.{8}-.{4}-4.{3}-[89ab].{3}-.{12}$/)
      }),
    )
  })

  it('leaves the bytes it is made of as they were', () => {
    const bytes = new Uint8Array(32).fill(0xff)
    uuidV4(bytes)
    uuidV4Like(bytes)
    uuidV7(instantAt(0), bytes)
    expect(bytes).toEqual(new Uint8Array(32).fill(0xff))
  })

  it('holds its moment in front (RFC 9562, test vector A.6)', () => {
    const random = new Uint8Array([0xcc, 0xc3, 0x18, 0xc4, 0xdc, 0x0c, 0x0c, 0x07, 0x39, 0x8f])
    const at = instantAt(Date.UTC(2022, 1, 22, 19, 22, 22))
    expect(uuidV7(at, random)).toBe('017f22e2-79b0-7cc3-98c4-dc0c0c07398f')
  })

  it('sorts by its moment, far into the future too', () => {
    const moment = fc.integer({ min: 0, max: 2 ** 48 - 1 })
    fc.assert(
      fc.property(moment, moment, sixteen, sixteen, (one, other, a, b) => {
        fc.pre(one < other)
        expect(uuidV7(instantAt(one), a) < uuidV7(instantAt(other), b)).toBe(true)
      }),
    )
  })
})
