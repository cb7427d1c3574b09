import { describe, expect, it } from 'vitest'
import { chosenTargets, targets } from './targets.ts'

describe('--only', () => {
  it('picks targets in the order in which they are measured', () => {
    expect(chosenTargets('T4,T2')).toEqual(['T2', 'T4'])
    expect(chosenTargets(' T13 , T3b')).toEqual(['T3b', 'T13'])
  })

  it('absent, all of them are measured', () => {
    expect(chosenTargets('')).toEqual(Object.keys(targets))
  })

  it('a name that is none is refused with those there are', () => {
    expect(() => chosenTargets('T2,T99')).toThrow(/no target is called T99: there are T1, T2/)
  })
})
