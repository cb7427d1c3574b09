import { describe, expect, it } from 'vitest'
import { readDuration, writeDuration } from './duration.ts'

describe('a duration as Go writes it', () => {
  it.each([
    ['15m', 900],
    ['24h', 86_400],
    ['1h30m', 5400],
    ['1.5h', 5400],
    ['90s', 90],
    ['500ms', 0.5],
    ['-5s', -5],
    ['+5s', 5],
    ['0', 0],
    ['0s', 0],
    ['.5m', 30],
  ])('%s is %d seconds', (text, seconds) => {
    expect(readDuration(text)).toBeCloseTo(seconds, 9)
  })

  it.each(['', '15', 'm', '15 m', '15M', '1d', 'h1', '1h30', '--1s', '1e3s', '∞'])(
    '“%s” is none',
    (text) => {
      expect(readDuration(text)).toBeNull()
    },
  )

  it.each([
    [0, '0s'],
    [5, '5s'],
    [900, '15m'],
    [5400, '1h30m'],
    [86_400, '24h'],
    [3661, '1h1m1s'],
  ])('%d seconds are written %s and read back', (seconds, text) => {
    expect(writeDuration(seconds)).toBe(text)
    expect(readDuration(text)).toBe(seconds)
  })
})
