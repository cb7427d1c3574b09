import { verify } from '@node-rs/argon2'
import { alternate, ratios } from '../alternate.ts'
import { startLatchkey } from '../fixture/latchkey.ts'
import { hashPassword } from '../fixture/people.ts'
import { password, signInForm } from '../fixture/settings.ts'
import { wrk } from '../machine/wrk.ts'
import type { Run } from '../run.ts'
import { judge, type Verdict } from '../verdict.ts'

/** T5: password grants of the whole server against the bare hash on the same cores, two in flight. */
export async function signIn(run: Run): Promise<readonly Verdict[]> {
  const { rounds, hashSeconds } = run.pace
  const stored = await hashPassword()
  const latchkey = await startLatchkey(run)
  const load = () => signIns(latchkey.url, hashSeconds, 16)
  try {
    await load()
    const bare = () => bareHashes(stored, hashSeconds)
    const seen = await alternate(rounds, { bare, grants: load })
    return [
      judge(
        { id: 'T5', what: 'password grants / bare argon2id', target: 0.9, bound: 'least' },
        ratios(seen.grants, seen.bare),
      ),
    ]
  } finally {
    await latchkey.stop()
  }
}

/** Password grants a second, of clients that wait for their answers. */
export function signIns(url: string, seconds: number, connections: number): Promise<number> {
  return wrk(`${url}/token`, { seconds, connections, script: ['post', signInForm()] })
}

async function bareHashes(stored: string, seconds: number): Promise<number> {
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
