import { describe, expect, it } from 'vitest'
import { writeTable } from './table.ts'
import { judge } from './verdict.ts'

describe('the table', () => {
  const table = writeTable([
    judge({ id: 'T1', what: 'one / other', target: 0.5, bound: 'least' }, [0.75, 0.5, 1]),
    judge({ id: 'T9/idle', what: 'memory', target: 90, bound: 'most', unit: 'MB' }, [123.4]),
    judge({ id: 'T7', what: 'waits', target: 50, bound: 'most', unit: 'ms' }, [Number.NaN]),
  ])

  it('has a line for each verdict, in columns', () => {
    expect(table).toBe(
      [
        '         measured     wanted  median  spread   unit',
        'T1       one / other  ≥ 0.5   0.75    0.50–1   ratio  met',
        'T9/idle  memory       ≤ 90    123     123–123  MB     MISSED',
        'T7       waits        ≤ 50    ?       ?–?      ms     MISSED',
      ].join('\n'),
    )
  })

  it('of nothing is its head', () => {
    expect(writeTable([])).toMatch(/^ +measured +wanted/)
  })
})
