import { ratios } from '../alternate.ts'
import type { Run } from '../run.ts'
import { judge, type Verdict } from '../verdict.ts'

/** T3b: the refresh use case on the store against the same use case on statements written by hand. */
export async function store(run: Run): Promise<readonly Verdict[]> {
  const { store, raw } = await run.refreshRates()
  return [
    judge(
      {
        id: 'T3b',
        what: 'refresh in process / the same on raw prepared statements',
        target: 0.85,
        bound: 'least',
      },
      ratios(store, raw),
    ),
  ]
}
