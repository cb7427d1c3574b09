import { copyFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { UseCases } from '../../../server/src/usecases/usecases.ts'
import { alternate } from '../alternate.ts'
import { caller, openUseCases } from '../fixture/in-process.ts'
import type { RefreshPlan, RefreshRates } from '../stores/refresh-plan.ts'
import { type OpenedStore, openVariant, type Variant } from '../stores/variants.ts'

/** Refreshes without HTTP, in one process, by each store in turn. */
interface Opened extends OpenedStore {
  /** The newest token of each session: a load goes on where the last one ended. */
  readonly tokens: string[]
  readonly usecases: UseCases
}

async function open(plan: RefreshPlan, variant: Variant): Promise<Opened> {
  const file = join(plan.folder, `${variant}.db`)
  await copyFile(plan.file, file)
  const opened = openVariant[variant](file)
  return { ...opened, tokens: [...plan.tokens], usecases: openUseCases(opened.store) }
}

/** As many in flight as there are tokens. */
async function load({ tokens, usecases }: Opened, seconds: number): Promise<number> {
  const began = performance.now()
  const until = began + seconds * 1000
  let count = 0
  const work = async (at: number): Promise<void> => {
    while (performance.now() < until) {
      const refreshToken = tokens[at] ?? ''
      const outcome = await usecases.refreshSession({ caller, refreshToken })
      if (!outcome.granted) throw new Error(`a refresh was refused: ${outcome.reason.code}`)
      tokens[at] = outcome.value.refreshToken
      count += 1
    }
  }
  await Promise.all(tokens.map((_, at) => work(at)))
  return (count * 1000) / (performance.now() - began)
}

async function measure(plan: RefreshPlan): Promise<RefreshRates> {
  const raw = await open(plan, 'raw')
  const store = await open(plan, 'store')
  const alone = await open(plan, 'alone')
  const normal = await open(plan, 'normal')
  const all = [raw, store, alone, normal]
  for (const each of all) await load(each, plan.seconds)
  const rates = await alternate(plan.rounds, {
    raw: () => load(raw, plan.seconds),
    store: () => load(store, plan.seconds),
    alone: () => load(alone, plan.seconds),
    normal: () => load(normal, plan.seconds),
  })
  for (const each of all) await each.close()
  return rates
}

const plan = JSON.parse(process.argv[2] ?? '{}') as RefreshPlan
process.stdout.write(JSON.stringify(await measure(plan)))
