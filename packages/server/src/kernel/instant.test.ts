import { describe, expect, it } from 'vitest'
import {
  add,
  epochSeconds,
  instantAt,
  seconds,
  secondsUntil,
  subtract,
  wholeSecond,
} from './instant.ts'

const at = instantAt(1_800_000_000_999)

describe('moments and spans', () => {
  it('add and subtract in their own units', () => {
    expect(add(at, seconds(2))).toBe(1_800_000_002_999)
    expect(subtract(at, seconds(2))).toBe(1_799_999_998_999)
  })

  it.each([0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])('are never %d', (value) => {
    expect(() => instantAt(value)).toThrow(RangeError)
    expect(() => seconds(value)).toThrow(RangeError)
  })

  it('REL-27: lose their fraction downwards, before the epoch too', () => {
    expect(wholeSecond(at)).toBe(1_800_000_000_000)
    expect(wholeSecond(instantAt(-1))).toBe(-1000)
    expect(epochSeconds(at)).toBe(1_800_000_000)
  })

  it.each([
    ['a moment that is past', -5000, 1],
    ['now', 0, 1],
    ['a millisecond', 1, 1],
    ['one second', 1000, 1],
    ['a little over one second', 1001, 2],
  ])('tell in whole seconds how long to wait: %s', (_what, ahead, expected) => {
    expect(secondsUntil(at, instantAt(at + ahead))).toBe(expected)
  })
})
