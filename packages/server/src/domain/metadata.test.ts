import { describe, expect, it } from 'vitest'
import type { JsonObject, JsonValue } from '../kernel/json.ts'
import {
  emptyMetadata,
  fitsToken,
  type Metadata,
  mergeMetadata,
  readMetadata,
  writeMetadata,
} from './metadata.ts'

const limits = { bytes: 65_536, tokenBytes: 4096 }

function merged(bag: Metadata, changes: JsonObject, most = limits): string {
  const outcome = mergeMetadata(bag, changes, most)
  return outcome.granted ? outcome.value : outcome.reason
}

/** An object that nests so deep, counting itself. */
function nested(depth: number): JsonValue {
  return depth === 1 ? {} : { a: nested(depth - 1) }
}

describe('merging metadata (server spec 4.3)', () => {
  const bag = writeMetadata({ name: 'Ada', plan: { tier: 1, seats: 2 } })

  it('replaces what is sent, whole, and keeps what is not', () => {
    expect(merged(bag, { plan: { tier: 2 } })).toBe('{"name":"Ada","plan":{"tier":2}}')
  })

  it('deletes what is sent as null, at the top only', () => {
    expect(merged(bag, { name: null })).toBe('{"plan":{"seats":2,"tier":1}}')
    expect(merged(bag, { name: null, plan: { tier: null } })).toBe('{"plan":{"tier":null}}')
    expect(merged(emptyMetadata, { missing: null })).toBe('{}')
  })

  it('writes one text for one value', () => {
    expect(merged(emptyMetadata, { b: 1, a: '<é>' })).toBe('{"a":"\\u003cé\\u003e","b":1}')
    expect(readMetadata(merged(emptyMetadata, { b: 1, a: '<é>' }) as Metadata)).toEqual({
      a: '<é>',
      b: 1,
    })
  })
})

describe('what metadata may not hold (SEC-85)', () => {
  it.each(['__proto__', 'constructor', 'prototype'])('a member called %s, at any depth', (name) => {
    const hostile = JSON.parse(`{"${name}":{"isAdmin":true}}`) as JsonObject
    expect(merged(emptyMetadata, hostile)).toBe('metadata_key_not_allowed')
    expect(merged(emptyMetadata, { a: [{ b: hostile }] })).toBe('metadata_key_not_allowed')
    expect(Object.hasOwn(Object.prototype, 'isAdmin')).toBe(false)
  })

  it('a name that is no text: two of them could be written alike', () => {
    const twins = { '\ud800': 1, '\ud801': 2 }
    expect(merged(emptyMetadata, twins)).toBe('metadata_key_not_allowed')
    expect(merged(emptyMetadata, { a: '\ud800' })).toBe('{"a":"\ufffd"}')
  })

  it('an adopted bag with a hostile member keeps it, and harms nobody', () => {
    const adopted = '{"__proto__":{"isAdmin":true},"a":1}' as Metadata
    expect(merged(adopted, { a: 2 })).toBe('{"__proto__":{"isAdmin":true},"a":2}')
    expect('isAdmin' in {}).toBe(false)
  })

  it.each([
    ['a name of 128 characters', { ['k'.repeat(128)]: 1 }, true],
    ['a name of 129 characters', { ['k'.repeat(129)]: 1 }, false],
    ['objects eight deep', nested(8) as JsonObject, true],
    ['objects nine deep', nested(9) as JsonObject, false],
    ['lists nine deep', { a: [[[[[[[[0]]]]]]]] }, false],
    ['256 members', { a: Array.from({ length: 255 }, () => 0) }, true],
    ['257 members', { a: Array.from({ length: 256 }, () => 0) }, false],
    ['64 KiB', { a: 'x'.repeat(65_536 - 8) }, true],
    ['one byte more', { a: 'x'.repeat(65_536 - 7) }, false],
    ['64 KiB in two-byte letters, and one more', { a: 'é'.repeat(32_765) }, false],
  ])('%s', (_what, changes, isKept) => {
    const outcome = mergeMetadata(emptyMetadata, changes, limits)
    expect(outcome.granted).toBe(isKept)
    if (!outcome.granted) expect(outcome.reason).toBe('metadata_too_large')
  })

  it('is judged whole: small changes cannot add up to too much', () => {
    const nearlyFull = writeMetadata({ a: 'x'.repeat(65_500) })
    expect(merged(nearlyFull, { b: 'y'.repeat(100) })).toBe('metadata_too_large')
    expect(merged(nearlyFull, { a: null, b: 'y'.repeat(100) })).toMatch(/^\{"b":"y+"\}$/)
  })
})

describe('Q-077: both bags in a token', () => {
  it('fit up to the limit together', () => {
    const one = writeMetadata({ a: 'x'.repeat(2040) }) // 2,048 bytes
    const other = writeMetadata({ b: 'y'.repeat(2041) })
    expect(fitsToken(one, one, limits)).toBe(true)
    expect(fitsToken(one, other, limits)).toBe(false)
  })
})
