import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readForm } from './form.ts'
import { Unreadable } from './read.ts'

const strict = { isStrict: true }
const lax = { isStrict: false }

describe('reading a form', () => {
  it('gets back what URLSearchParams wrote', () => {
    const fields = fc.dictionary(
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }),
      fc.string({ unit: 'grapheme', maxLength: 40 }),
      { maxKeys: 20 },
    )
    fc.assert(
      fc.property(fields, (value) => {
        const read = readForm(new URLSearchParams(value).toString(), strict)
        expect(Object.fromEntries(read)).toEqual({ ...value })
      }),
    )
  })

  it('throws nothing but Unreadable', () => {
    const pieces = fc.constantFrom(
      '&',
      '=',
      '+',
      '%',
      '%4',
      '%41',
      '%ff',
      '%00',
      'a',
      'é',
      ';',
      '[',
    )
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 20 }), fc.boolean(), (parts, isStrict) => {
        try {
          readForm(parts.join(''), { isStrict })
        } catch (error) {
          expect(error).toBeInstanceOf(Unreadable)
        }
      }),
    )
  })

  it('reads refresh tokens that were not encoded (clients 1.5 rule 12)', () => {
    const token = 'AQE_-abc012'
    const read = readForm(`grant_type=refresh_token&refresh_token=${token}`, strict)
    expect(read.get('refresh_token')).toBe(token)
  })
})

describe('what strict reading refuses (SEC-106)', () => {
  it.each([
    ['P-20 a name given twice', 'grant_type=password&grant_type=refresh_token'],
    ['a name given twice, once encoded', 'token=a&%74oken=b'],
  ])('%s', (_what, text) => {
    expect(() => readForm(text, strict)).toThrow(/ must be given once$/)
    expect(readForm(text, lax).size).toBe(1)
  })

  it.each([
    ['T-12 a broken escape', 'token=%'],
    ['half an escape', 'token=%4'],
    ['bytes that are not UTF-8', 'token=%ff'],
  ])('%s', (_what, text) => {
    expect(() => readForm(text, strict)).toThrow('invalid form')
    expect(readForm(text, lax).size).toBe(0)
  })

  it('the first of two wins where repetition is let pass', () => {
    expect(readForm('a=1&a=2', lax).get('a')).toBe('1')
  })

  it('P-24 brackets mean nothing', () => {
    expect([...readForm('username[]=a&username[$ne]=', strict).keys()]).toEqual([
      'username[]',
      'username[$ne]',
    ])
  })
})

describe('bounds (SEC-104)', () => {
  it('64 fields', () => {
    const fields = (count: number): string =>
      Array.from({ length: count }, (_, n) => `f${n}=1`).join('&')
    expect(readForm(fields(64), strict).size).toBe(64)
    expect(() => readForm(fields(65), strict)).toThrow(Unreadable)
  })

  it('P-25 32,768 characters a field', () => {
    expect(readForm(`scope=${'A'.repeat(32_768)}`, strict).size).toBe(1)
    expect(() => readForm(`scope=${'A'.repeat(32_769)}`, strict)).toThrow(/^scope must be text/)
  })

  it('a complaint never repeats a name that is not a plain word', () => {
    expect(() => readForm('<b>=1&<b>=2', strict)).toThrow('a field must be given once')
  })
})
