import { describe, expect, it } from 'vitest'
import { judge, type Question } from './verdict.ts'

const least: Question = { id: 'T1', what: 'one / other', target: 0.5, bound: 'least' }
const most: Question = { ...least, bound: 'most', unit: 'ms' }

describe('a verdict', () => {
  it('judges the median of the rounds and shows the smallest and the largest', () => {
    expect(judge(least, [0.9, 0.1, 0.6])).toEqual({
      ...least,
      unit: 'ratio',
      value: 0.6,
      spread: [0.1, 0.9],
      ok: true,
    })
  })

  it('a value on the bound is met from either side', () => {
    expect(judge(least, [0.5]).ok).toBe(true)
    expect(judge(most, [0.5]).ok).toBe(true)
  })

  it('a value beyond the bound is missed', () => {
    expect(judge(least, [0.49]).ok).toBe(false)
    expect(judge(most, [0.51]).ok).toBe(false)
  })

  it('what could not be measured is not met', () => {
    expect(judge(least, []).ok).toBe(false)
    expect(judge(most, [Number.NaN]).ok).toBe(false)
    expect(judge(most, [Number.NaN, 0.1, 0.2]).ok).toBe(false)
  })

  it('keeps its unit', () => {
    expect(judge(most, [0.1]).unit).toBe('ms')
  })
})
