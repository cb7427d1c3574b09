import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readStrictJson } from './strict-json.ts'

describe('reading JSON strictly (SEC-50)', () => {
  it('reads whatever an independent writer wrote', () => {
    fc.assert(
      fc.property(fc.json({ stringUnit: 'grapheme' }), fc.nat(3), (text, blanks) => {
        const value: unknown = JSON.parse(text)
        expect(readStrictJson(JSON.stringify(value, null, blanks))).toEqual(value)
      }),
    )
  })

  it.each([
    '{"a":1,"a":2}',
    '{"a":1,"b":{},"a":2}',
    '{"a":1,"\\u0061":2}',
    '{ "a" : 1 , "a" \n : 2 }',
    '[{"b":{"c":1,"c":1}}]',
    '{"a":[{"x":1},{"x":1,"x":2}]}',
    '{"":1,"":2}',
    '{"\\"":1,"\\"":2}',
    '{"__proto__":1,"__proto__":2}',
  ])('refuses two members of one name: %s', (text) => {
    expect(JSON.parse(text)).toBeDefined()
    expect(readStrictJson(text)).toBeUndefined()
  })

  it.each([
    '{"a":{"a":{"a":1}}}',
    '[{"a":1},{"a":2}]',
    '{"a":"a","b":"a"}',
    '["a","a"]',
    '{"a":"\\"a\\":1"}',
    '{"a\\\\":1,"a":2}',
    '{"a":"}","b":"{"}',
  ])('reads names that only look alike: %s', (text) => {
    expect(readStrictJson(text)).toEqual(JSON.parse(text))
  })

  it.each(['', '{', '{}{}', "{'a':1}", '{"a":1,}', 'NaN', '\ufeff{}', '"\u0001"', '01'])(
    'refuses what is no JSON: %j',
    (text) => {
      expect(readStrictJson(text)).toBeUndefined()
    },
  )

  it('takes no longer for nesting and quotes that a hostile writer piled up', () => {
    const begun = performance.now()
    expect(readStrictJson('['.repeat(8000) + ']'.repeat(8000))).toBeDefined()
    expect(readStrictJson(`"${'\\"'.repeat(8000)}"`)).toHaveLength(8000)
    expect(readStrictJson(`"${'\\\\'.repeat(8000)}"`)).toHaveLength(8000)
    expect(performance.now() - begun).toBeLessThan(500)
  })
})
