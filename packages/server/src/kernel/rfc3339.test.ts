import fc from 'fast-check'
import { expect, it } from 'vitest'
import { instantAt } from './instant.ts'
import { writeSecond } from './rfc3339.ts'

it('writes every moment as Date does, without its fraction', () => {
  // From year -1000 to year 12000: before the epoch, and with more than four digits, too.
  const moments = fc.integer({ min: -93_000_000_000_000, max: 316_000_000_000_000 })
  fc.assert(
    fc.property(moments, (at) => {
      const whole = new Date(Math.floor(at / 1000) * 1000).toISOString().replace('.000Z', 'Z')
      expect(writeSecond(instantAt(at))).toBe(whole)
    }),
    { numRuns: 10_000 },
  )
})

it.each([
  [0, '1970-01-01T00:00:00Z'],
  [-1, '1969-12-31T23:59:59Z'],
  [951_782_399_999, '2000-02-28T23:59:59Z'],
  [951_782_400_000, '2000-02-29T00:00:00Z'],
])('%i is %s', (at, text) => {
  expect(writeSecond(instantAt(at))).toBe(text)
})
