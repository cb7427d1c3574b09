import { describe, expect, it } from 'vitest'
import { alternate, ratios } from './alternate.ts'

describe('rounds', () => {
  it('take the steps in turn, so that a slow minute hits all of them', async () => {
    const order: string[] = []
    const step = (name: string) => async (round: number) => {
      order.push(`${name}${round}`)
      return round
    }
    const seen = await alternate(3, { one: step('one'), other: step('other') })
    expect(order).toEqual(['one0', 'other0', 'one1', 'other1', 'one2', 'other2'])
    expect(seen).toEqual({ one: [0, 1, 2], other: [0, 1, 2] })
  })

  it('are compared each with itself', () => {
    expect(ratios([1, 6, 9], [2, 3, 9])).toEqual([0.5, 2, 1])
    expect(ratios([1], [])).toEqual([Number.NaN])
  })
})
