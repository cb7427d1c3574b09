import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type JsonRules, readJson } from './json.ts'
import { Unreadable } from './read.ts'

const strict: JsonRules = { isStrict: true, foldsNames: false }
const lax: JsonRules = { isStrict: false, foldsNames: true }

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

function read(text: string, rules = strict): unknown {
  return readJson(bytes(text), rules)
}

/** The same value with ordinary prototypes. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value))
}

describe('reading JSON', () => {
  it('agrees with the engine on every value that is written back as it came (SEC-106)', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 8, depthSize: 'small' }), (value) => {
        const text = JSON.stringify(value)
        expect(plain(read(text))).toEqual(JSON.parse(text))
        expect(plain(read(JSON.stringify(value, null, ' \t')))).toEqual(JSON.parse(text))
      }),
    )
  })

  it('reads nothing that the engine refuses, and throws nothing but Unreadable', () => {
    const pieces = fc.constantFrom(...'{}[]":,\\ \n\u0000\u001f01-+.eE', 'true', 'null', '"a"', 'é')
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
        const text = parts.join('')
        attempt(text, lax)
        if (attempt(text, strict)) expect(() => JSON.parse(text)).not.toThrow()
      }),
      { numRuns: 5000 },
    )
  })

  it('throws nothing but Unreadable for any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (input) => {
        try {
          readJson(input, strict)
        } catch (error) {
          expect(error).toBeInstanceOf(Unreadable)
        }
      }),
    )
  })

  it('makes objects without a prototype, in which __proto__ is a name (SEC-84, M-11, M-13)', () => {
    const value = read('{"__proto__":{"admin":true},"constructor":1}') as Record<string, unknown>
    expect(Object.getPrototypeOf(value)).toBeNull()
    expect(Object.keys(value)).toEqual(['__proto__', 'constructor'])
    expect(({} as Record<string, unknown>)['admin']).toBeUndefined()
  })
})

function attempt(text: string, rules: JsonRules): boolean {
  try {
    read(text, rules)
    return true
  } catch (error) {
    expect(error).toBeInstanceOf(Unreadable)
    return false
  }
}

describe('what strict reading refuses (SEC-106, Q-093)', () => {
  it.each([
    ['M-16 two members of one name', '{"email":"a","email":"b"}'],
    ['two members of one name, one of them escaped', '{"a":1,"\\u0061":2}'],
    ['two members of one name further in', '{"data":{"a":1,"a":2}}'],
    ['M-17 a second document', '{"a":1}{"b":2}'],
    ['trailing text', '{"a":1}x'],
    ['M-18 a byte order mark', '\ufeff{"a":1}'],
    ['M-19 a number beyond doubles', '{"a":1e400}'],
    ['M-19 NaN', '{"a":NaN}'],
    ['M-19 minus zero, which would come back as zero', '{"a":-0}'],
    ['M-19 two to the power of 63, which would come back rounded', '{"a":9223372036854775808}'],
    ['nothing', ''],
    ['blanks', ' \n'],
    ['a bare word', 'nul'],
    ['a control character in a string', '"a\nb"'],
    ['a leading zero', '[01]'],
    ['a trailing comma', '[1,]'],
    ['a comment', '{}//'],
    ['single quotes', "{'a':1}"],
  ])('%s', (_what, text) => {
    expect(() => read(text)).toThrow(new Unreadable('', 'invalid JSON'))
  })

  it.each([
    ['bad UTF-8', [0x22, 0xff, 0x22]],
    ['UTF-16', [0xff, 0xfe, 0x7b, 0x00, 0x7d, 0x00]],
    ['an overlong slash', [0x22, 0xc0, 0xaf, 0x22]],
  ])('M-18 %s', (_what, octets) => {
    expect(() => readJson(new Uint8Array(octets), strict)).toThrow('invalid JSON')
    expect(() => readJson(new Uint8Array(octets), lax)).toThrow('invalid JSON')
  })
})

describe('bounds (SEC-104)', () => {
  const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels)

  it.each([strict, lax])('sixteen levels and no more; M-14 ten thousand end at once', (rules) => {
    expect(() => read(nested(16), rules)).not.toThrow()
    expect(() => read(nested(17), rules)).toThrow(Unreadable)
    expect(() => read(nested(10_000), rules)).toThrow(Unreadable)
    expect(() => read('['.repeat(30_000), rules)).toThrow(Unreadable)
  })

  it('a thousand members and elements together', () => {
    expect(() => read(JSON.stringify(Array(1000).fill(1)))).not.toThrow()
    expect(() => read(JSON.stringify(Array(1001).fill(1)))).toThrow(Unreadable)
    const object = Object.fromEntries(Array.from({ length: 1001 }, (_, n) => [n, 1]))
    expect(() => read(JSON.stringify(object))).toThrow(Unreadable)
  })

  it('32,768 characters a string, and the complaint names the member', () => {
    expect(() => read(JSON.stringify({ email: 'a'.repeat(32_768) }))).not.toThrow()
    expect(() => read(JSON.stringify({ email: 'a'.repeat(32_769) }))).toThrow(
      new Unreadable('email', 'text of at most 32768 characters', true),
    )
  })
})

describe('reading as the original does (Q-092, Q-093 exact)', () => {
  it.each([
    ['the last of two scalars wins', '{"email":"a","email":"b"}', { email: 'b' }],
    ['null after a value leaves it', '{"email":"a","email":null}', { email: 'a' }],
    ['two objects are merged', '{"data":{"a":1,"b":1},"data":{"b":2}}', { data: { a: 1, b: 2 } }],
    ['further in the last wins', '{"d":{"e":{"a":1},"e":{"b":2}}}', { d: { e: { b: 2 } } }],
    ['names match in any letter case', '{"EMAIL":"a","Email":"b"}', { email: 'b' }],
    ['only the outermost names are folded', '{"Data":{"Key":1}}', { data: { Key: 1 } }],
    ['trailing bytes are ignored', '{"a":1}x', { a: 1 }],
    ['large integers are rounded', '{"a":9223372036854775808}', { a: 2 ** 63 }],
  ])('%s', (_what, text, value) => {
    expect(plain(read(text, lax))).toEqual(value)
  })

  it('a number beyond doubles stays an error', () => {
    expect(() => read('{"a":1e400}', lax)).toThrow(Unreadable)
  })
})
