import { bearerOf, startLatchkey } from '../fixture/latchkey.ts'
import { writeAccessTokens, writeRefreshTokens } from '../fixture/people.ts'
import { operator } from '../fixture/settings.ts'
import { memoryOf } from '../machine/child.ts'
import { wrk } from '../machine/wrk.ts'
import type { Run } from '../run.ts'
import { judge, type Verdict } from '../verdict.ts'
import { signIns } from './sign-in.ts'

/** More than the server remembers, so that what it remembers is full. */
const manyTokens = 12_000

/** T9: resident memory of the server with 20,000 users, before and after everything was asked of it. */
export async function memory(run: Run): Promise<readonly Verdict[]> {
  if (process.platform !== 'linux') {
    run.leaveOut('T9, because only Linux tells the memory of a process in /proc')
    return []
  }
  const latchkey = await startLatchkey(run)
  try {
    await fetch(`${latchkey.url}/user`, { headers: { authorization: await bearerOf(run) } })
    const idle = await memoryOf(latchkey.process, 'VmRSS')
    await everything(run, latchkey.url)
    const loaded = await memoryOf(latchkey.process, 'VmRSS')
    return [
      judge(
        { id: 'T9/idle', what: 'resident, just started', target: 90, bound: 'most', unit: 'MB' },
        [idle],
      ),
      judge(
        {
          id: 'T9/loaded',
          what: 'resident, after all loads',
          target: 220,
          bound: 'most',
          unit: 'MB',
        },
        [loaded],
      ),
    ]
  } finally {
    await latchkey.stop()
  }
}

async function everything(run: Run, url: string): Promise<void> {
  const { seconds, hashSeconds } = run.pace
  const people = await run.people()
  const accessTokens = await writeAccessTokens(run.folder, people, manyTokens)
  const refreshTokens = await writeRefreshTokens(run.folder, people, 0)
  await wrk(`${url}/user`, { seconds, script: ['many-tokens', accessTokens, '0'] })
  await wrk(`${url}/token`, { seconds, script: ['refresh', refreshTokens] })
  await signIns(url, hashSeconds, 16)
  const authorization = `Bearer ${operator}`
  await wrk(`${url}/admin/users`, { seconds, connections: 4, headers: { authorization } })
}
