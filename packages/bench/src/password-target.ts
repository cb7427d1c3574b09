import { fileURLToPath } from 'node:url'
import { hash, verify } from '@node-rs/argon2'
import type { Pace } from './http-targets.ts'
import { emailOf, password, startLatchkey } from './latchkey.ts'
import { judge, type Verdict } from './verdict.ts'
import { wrk } from './wrk.ts'

const signIn = fileURLToPath(new URL('./lua/sign-in.lua', import.meta.url))

/** T5: password grants of the whole server against the bare hash on the same cores, 2 in flight. */
export async function passwordTarget({ rounds, seconds }: Pace): Promise<Verdict> {
  const latchkey = await startLatchkey(18975, 1, { isPinned: false })
  const form = new URLSearchParams({ grant_type: 'password', username: emailOf(0), password })
  const load = () =>
    wrk(`${latchkey.url}/token`, { seconds, connections: 16, script: [signIn, form.toString()] })
  try {
    const ratios: number[] = []
    await load()
    for (let round = 0; round < rounds; round += 1) {
      const bare = await bareHash(seconds)
      const seen = await load()
      ratios.push((seen.perSecond - seen.bad / seconds) / bare)
    }
    return judge(
      { id: 'T5', what: 'password grants / bare argon2id', target: 0.9, bound: 'least' },
      ratios,
    )
  } finally {
    await latchkey.stop()
  }
}

async function bareHash(seconds: number): Promise<number> {
  const stored = await hash(password, { memoryCost: 19_456, timeCost: 2, parallelism: 1 })
  const until = performance.now() + seconds * 1000
  let count = 0
  const worker = async (): Promise<void> => {
    while (performance.now() < until) {
      await verify(stored, password)
      count += 1
    }
  }
  await Promise.all([worker(), worker()])
  return count / seconds
}
