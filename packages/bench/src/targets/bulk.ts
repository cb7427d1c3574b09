import type { Run } from '../run.ts'
import { judge, type Verdict } from '../verdict.ts'

/** T12: what a user weighs on disk. The other half, the rate of an import, has nothing to measure. */
export async function bulk(run: Run): Promise<readonly Verdict[]> {
  run.leaveOut('T12, users imported a second (≥ 30,000), because there is no import yet')
  const { users, bytes } = await run.crowd()
  const unit = 'bytes'
  return [
    judge(
      {
        id: 'T12/plain',
        what: 'a user on disk with its indexes',
        target: 600,
        bound: 'most',
        unit,
      },
      [bytes.plain / users],
    ),
    judge(
      {
        id: 'T12/searchable',
        what: 'a user on disk with the search index too',
        target: 750,
        bound: 'most',
        unit,
      },
      [bytes.searchable / users],
    ),
  ]
}
