import { mkdtemp } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Run } from '../run.ts'
import type { RefreshPlan, RefreshRates } from '../stores/refresh-plan.ts'
import { onCore, output } from './child.ts'

const program = fileURLToPath(new URL('../programs/refresh.ts', import.meta.url))

const inFlight = 64

/** Refreshes a second of each store, 64 in flight, in one process of its own on the first core. */
export async function measureRefreshRates(
  run: Pick<Run, 'people' | 'pace' | 'folder'>,
): Promise<RefreshRates> {
  const { file, sessions } = await run.people()
  const plan: RefreshPlan = {
    rounds: run.pace.rounds,
    seconds: run.pace.seconds,
    folder: await mkdtemp(join(run.folder, 'stores-')),
    file,
    tokens: sessions.slice(0, inFlight).map(({ refreshToken }) => refreshToken),
  }
  return JSON.parse(await output(onCore(0, [process.execPath, program, JSON.stringify(plan)])))
}
