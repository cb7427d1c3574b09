import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type JsonValue, writeJsonString, writeSortedJson } from './json.ts'

describe('JSON as GoTrue writes it (server spec 0.1)', () => {
  it('is safe inside HTML', () => {
    expect(writeJsonString('</script>&\u2028\u2029')).toBe(
      '"\\u003c/script\\u003e\\u0026\\u2028\\u2029"',
    )
  })

  it('has no lone surrogates', () => {
    expect(writeJsonString('a\ud800b')).toBe('"a\ufffdb"')
    expect(writeJsonString('😀')).toBe('"😀"')
  })

  it('has members in byte order of their names, at any depth', () => {
    const value = { b: [{ z: 1, a: 2 }], B: null, '10': true, '9': 'x', '': 0 }
    expect(writeSortedJson(value)).toBe('{"":0,"10":true,"9":"x","B":null,"b":[{"a":2,"z":1}]}')
  })

  it('orders by code point beside surrogates, as bytes of UTF-8 do', () => {
    expect(writeSortedJson({ '😀': 1, '\uff5e': 2, '\ud7ff': 3 })).toBe(
      '{"\ud7ff":3,"\uff5e":2,"😀":1}',
    )
    expect(writeSortedJson({ '😀a': 1, '😀': 2 })).toBe('{"😀":2,"😀a":1}')
  })

  it('means what was given, and is the same however it was put together', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'grapheme' }), (value) => {
        const text = writeSortedJson(value as JsonValue)
        const back = JSON.parse(text) as JsonValue
        expect(back).toEqual(JSON.parse(JSON.stringify(value)))
        expect(writeSortedJson(reversed(back))).toBe(text)
      }),
    )
  })

  it('orders names as their bytes are ordered', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string({ unit: 'binary' })), (names) => {
        const text = writeSortedJson(Object.fromEntries(names.map((name) => [name, 0])))
        // Numbers first is how objects keep them; the text is read instead.
        const written = [...text.matchAll(/"((?:[^"\\]|\\.)*)":0/g)].map(
          ([, name]) => JSON.parse(`"${name}"`) as string,
        )
        const byBytes = names.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
        expect(written).toEqual(byBytes)
      }),
    )
  })
})

/** The same value with members put together in the opposite order. */
function reversed(value: JsonValue): JsonValue {
  if (value === null || typeof value !== 'object') return value
  if (Array.isArray(value)) return value.map(reversed)
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, reversed(inner)]),
  )
}
