import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { median, percentile } from './percentile.ts'

describe('a percentile', () => {
  it('is one of the values, whatever their order', () => {
    expect(percentile([5, 1, 4, 2, 3], 50)).toBe(3)
    expect(percentile([10, 2], 99)).toBe(10)
  })

  it('leaves at most one of a hundred values above the 99th', () => {
    const hundred = Array.from({ length: 100 }, (_, at) => at + 1)
    expect(percentile(hundred, 99)).toBe(99)
    expect(percentile([...hundred, 101], 99)).toBe(100)
  })

  it('is not exceeded by so many values, and by no fewer than needed', () => {
    const values = fc.array(fc.integer(), { minLength: 1 })
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 100 }), (all, percent) => {
        const found = percentile(all, percent)
        const covered = all.filter((value) => value <= found).length
        expect(all).toContain(found)
        expect(covered).toBeGreaterThanOrEqual((percent / 100) * all.length)
        const below = all.filter((value) => value < found).length
        expect(below).toBeLessThan((percent / 100) * all.length)
      }),
    )
  })

  it('of nothing is not a number', () => {
    expect(percentile([], 99)).toBeNaN()
  })
})

describe('a median', () => {
  it('is the middle, or lies between the two in the middle', () => {
    expect(median([3, 1, 2])).toBe(2)
    expect(median([4, 1, 2, 3])).toBe(2.5)
    expect(median([7])).toBe(7)
  })

  it('of nothing is not a number', () => {
    expect(median([])).toBeNaN()
  })
})
