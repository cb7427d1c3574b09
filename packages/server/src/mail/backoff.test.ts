import { describe, expect, it } from 'vitest'
import { instantAt } from '../kernel/instant.ts'
import { nextTry } from './backoff.ts'

const start = instantAt(0)
const day = 24 * 3600 * 1000

describe('REL-29: the next try', () => {
  it.each([
    [1, 5_000],
    [2, 10_000],
    [5, 80_000],
    [10, 2_560_000],
    [11, 3_600_000],
    [500, 3_600_000],
  ])('after %i failures comes %i ms later', (attempts, wait) => {
    expect(nextTry(start, attempts, start, 0)).toBe(wait)
  })

  it('comes up to half as early by chance', () => {
    expect(nextTry(start, 1, start, 128)).toBe(3_750)
    expect(nextTry(start, 1, start, 255)).toBe(2_510)
  })

  it('comes at the end of the day at the latest, and not after it', () => {
    expect(nextTry(start, 20, instantAt(day - 1), 0)).toBe(day)
    expect(nextTry(start, 20, instantAt(day), 0)).toBeNull()
  })
})
