import { alternate, ratios } from '../alternate.ts'
import { writeRefreshTokens } from '../fixture/people.ts'
import { wrk } from '../machine/wrk.ts'
import type { Run } from '../run.ts'
import { judge, type Verdict } from '../verdict.ts'

/** T3: the refresh grant, every answer on disk before it leaves, against a raw `node:http` server. */
export async function refresh(run: Run): Promise<readonly Verdict[]> {
  const { rounds, seconds, warmup } = run.pace
  const raw = await run.baseline()
  const people = await run.people()
  const latchkey = await run.latchkey()
  // A token is good once: each load begins with tokens of its own and goes on with those it is given.
  const load = async (lot: number, lasting: number) => {
    const tokens = await writeRefreshTokens(run.folder, people, lot)
    return wrk(`${latchkey.url}/token`, { seconds: lasting, script: ['refresh', tokens] })
  }
  await load(rounds, warmup)
  const seen = await alternate(rounds, {
    raw: () => wrk(raw.url, { seconds }),
    refresh: (round) => load(round, seconds),
  })
  return [
    judge(
      { id: 'T3', what: 'refresh grant, FULL / raw node:http', target: 0.1, bound: 'least' },
      ratios(seen.refresh, seen.raw),
    ),
  ]
}
