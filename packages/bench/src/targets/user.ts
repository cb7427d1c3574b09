import { alternate, ratios } from '../alternate.ts'
import { bearerOf } from '../fixture/latchkey.ts'
import { writeAccessTokens } from '../fixture/people.ts'
import { wrk } from '../machine/wrk.ts'
import type { Run } from '../run.ts'
import { judge, type Verdict } from '../verdict.ts'

/** More than three times what the server remembers. */
const manyTokens = 32_768

/** T2: GET /user with a token that the server has verified before, and with one that it has not. */
export async function user(run: Run): Promise<readonly Verdict[]> {
  const { rounds, seconds } = run.pace
  const tokens = await writeAccessTokens(run.folder, await run.people(), manyTokens)
  const authorization = await bearerOf(run)
  const raw = await run.baseline()
  const url = `${(await run.latchkey()).url}/user`
  const loads = {
    raw: () => wrk(raw.url, { seconds }),
    warm: () => wrk(url, { seconds, headers: { authorization } }),
    cold: (round: number) => {
      // Each load begins elsewhere in the file, with tokens that no load before it used.
      const first = Math.floor(((round + 1) * manyTokens) / 4)
      return wrk(url, { seconds, script: ['many-tokens', tokens, String(first)] })
    },
  }
  await loads.cold(-1)
  const seen = await alternate(rounds, loads)
  return [
    judge(
      {
        id: 'T2/warm',
        what: 'GET /user, token seen before / raw node:http',
        target: 0.28,
        bound: 'least',
      },
      ratios(seen.warm, seen.raw),
    ),
    judge(
      {
        id: 'T2/cold',
        what: 'GET /user, token not seen / raw node:http',
        target: 0.14,
        bound: 'least',
      },
      ratios(seen.cold, seen.raw),
    ),
  ]
}
