import { ratios } from '../alternate.ts'
import type { Run } from '../run.ts'
import { judge, type Verdict } from '../verdict.ts'

/** T4: what group commit gains, and what waiting for the disk costs with it. */
export async function groupCommit(run: Run): Promise<readonly Verdict[]> {
  const { store, alone, normal } = await run.refreshRates()
  return [
    judge(
      {
        id: 'T4/group',
        what: 'refresh under group commit / one transaction each',
        target: 3,
        bound: 'least',
      },
      ratios(store, alone),
    ),
    judge(
      {
        id: 'T4/full',
        what: 'refresh with synchronous=FULL / NORMAL',
        target: 0.8,
        bound: 'least',
      },
      ratios(store, normal),
    ),
  ]
}
