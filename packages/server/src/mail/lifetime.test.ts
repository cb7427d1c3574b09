import { expect, it } from 'vitest'
import { describeLifetime } from './lifetime.ts'

it.each([
  [0, ''],
  [45, '45 seconds'],
  [60, '1 minute'],
  [119, '1 minute'],
  [600, '10 minutes'],
  [3600, '1 hour'],
  [5400, '90 minutes'],
  [86_400, '24 hours'],
  [172_800, '2 days'],
  [259_200, '3 days'],
  [604_800, '7 days'],
])('Q-046: %i seconds are "%s"', (seconds, words) => {
  expect(describeLifetime(seconds)).toBe(words)
})
