import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from '../../../tools/build.ts'
import { makeCrowd } from './fixture/crowd.ts'
import { bearerOf, startLatchkey } from './fixture/latchkey.ts'
import { hashPassword, makePeople } from './fixture/people.ts'
import { startBaseline } from './machine/baseline.ts'
import type { Served } from './machine/child.ts'
import { measureRefreshRates } from './machine/refresh-rates.ts'
import { hasWrk, wrk } from './machine/wrk.ts'
import type { Pace, Run } from './run.ts'

const source = fileURLToPath(new URL('../../server/src', import.meta.url))

/** Beside the sources, where the bundle finds the packages that it does not contain. */
const bundle = fileURLToPath(new URL('../dist', import.meta.url))

/** Builds the server and makes what targets share when it is first asked for. */
export async function openRun(
  pace: Pace,
  leaveOut: Run['leaveOut'],
): Promise<{ readonly run: Run; close(): Promise<void> }> {
  await build(source, bundle)
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-bench-'))
  const closing: (() => Promise<void>)[] = []
  const kept = (start: () => Promise<Served>) =>
    once(async () => {
      const served = await start()
      closing.push(() => served.stop())
      return served
    })
  const run: Run = {
    pace,
    folder,
    server: join(bundle, 'latchkey.js'),
    leaveOut,
    baseline: kept(async () => {
      const served = await startBaseline()
      if (hasWrk) await wrk(served.url, { seconds: 2 * pace.seconds })
      return served
    }),
    latchkey: kept(async () => {
      const served = await startLatchkey(run, { isPinned: true })
      const authorization = await bearerOf(run)
      const load = { seconds: pace.warmup, headers: { authorization } }
      if (hasWrk) await wrk(`${served.url}/user`, load)
      return served
    }),
    people: once(() => makePeople(folder)),
    refreshRates: once(() => measureRefreshRates(run)),
    crowd: once(async () => makeCrowd(join(folder, 'crowd.db'), pace.crowd, await hashPassword())),
  }
  const close = async (): Promise<void> => {
    for (const end of closing) await end()
    await rm(folder, { recursive: true, force: true })
  }
  return { run, close }
}

function once<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | null = null
  return () => {
    made ??= make()
    return made
  }
}
