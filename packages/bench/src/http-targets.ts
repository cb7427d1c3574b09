import { fileURLToPath } from 'node:url'
import { serve } from './child.ts'
import { startLatchkey } from './latchkey.ts'
import { judge, type Verdict } from './verdict.ts'
import { wrk } from './wrk.ts'

export interface Pace {
  readonly rounds: number
  readonly warmup: number
  readonly seconds: number
}

const raw = fileURLToPath(new URL('./raw-hello.ts', import.meta.url))
const refresh = fileURLToPath(new URL('./lua/refresh.lua', import.meta.url))

/**
 * T1 to T3: requests per second of the real server, pinned to one core, against a raw `node:http`
 * server of the same round. Rounds alternate, so that a slow minute of the machine hits both.
 */
export async function httpTargets({ rounds, warmup, seconds }: Pace): Promise<readonly Verdict[]> {
  const baseline = await serve('http://127.0.0.1:18970/', [raw, '18970'])
  const latchkey = await startLatchkey(18971, 128)
  const quiet = await startLatchkey(18972, 1, { log: 'error' })
  const bearer = `Authorization: Bearer ${latchkey.tokens[0]?.access_token}`
  const loads = {
    raw: () => wrk('http://127.0.0.1:18970/', { seconds }),
    health: () => wrk(`${latchkey.url}/health`, { seconds }),
    quiet: () => wrk(`${quiet.url}/health`, { seconds }),
    user: () => wrk(`${latchkey.url}/user`, { seconds, headers: [bearer] }),
  }
  try {
    for (const load of [loads.raw, loads.health, loads.quiet, loads.user]) {
      for (let spent = 0; spent < warmup; spent += seconds) await load()
    }
    const seen = { health: [], quiet: [], user: [], refresh: [] } as Record<string, number[]>
    for (let round = 0; round < rounds; round += 1) {
      const { perSecond } = await loads.raw()
      seen['health']?.push((await loads.health()).perSecond / perSecond)
      seen['quiet']?.push((await loads.quiet()).perSecond / perSecond)
      seen['user']?.push((await loads.user()).perSecond / perSecond)
      const again = await loads.raw()
      const rotated = await refreshLoad(17000 + round, seconds)
      seen['refresh']?.push(rotated / again.perSecond)
    }
    return verdictsOf(seen)
  } finally {
    await Promise.all([baseline.stop(), latchkey.stop(), quiet.stop()])
  }
}

/** A fresh server each round: the tokens of one that was used are spent. */
async function refreshLoad(port: number, seconds: number): Promise<number> {
  const latchkey = await startLatchkey(port, 128)
  try {
    const seen = await wrk(`${latchkey.url}/token`, {
      seconds,
      script: [refresh, latchkey.refreshTokens],
    })
    if (seen.bad > 0) throw new Error(`${seen.bad} refreshes were refused`)
    return seen.perSecond
  } finally {
    await latchkey.stop()
  }
}

function verdictsOf(seen: Readonly<Record<string, readonly number[]>>): readonly Verdict[] {
  const of = (id: string, what: string, target: number, key: string): Verdict =>
    judge({ id, what, target, bound: 'least' }, seen[key] ?? [])
  return [
    of('T1', '/health with its log line / raw node:http', 0.55, 'health'),
    of('T1q', '/health with the log off / raw node:http', 0.65, 'quiet'),
    of('T2', 'GET /user, warm token / raw node:http', 0.28, 'user'),
    of('T3', 'refresh grant, FULL / raw node:http', 0.1, 'refresh'),
  ]
}
