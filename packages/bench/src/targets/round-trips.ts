import { systemClock, systemRandom } from '../../../server/src/cli/runtime/system.ts'
import type { IssuedTokens } from '../../../server/src/domain/claims.ts'
import type { Refusal } from '../../../server/src/domain/refusal.ts'
import type { Outcome } from '../../../server/src/kernel/outcome.ts'
import type { Engine } from '../../../server/src/store/engines/engine.ts'
import { migrate } from '../../../server/src/store/migrations/migrate.ts'
import { handleOf } from '../../../server/src/usecases/find-user.ts'
import type { UseCases } from '../../../server/src/usecases/usecases.ts'
import {
  openTestEngine,
  prepareTestPlace,
  type TestPlace,
  testPlaces,
} from '../../../server/test/support/open-test-engine.ts'
import { personOf } from '../fixture/crowd.ts'
import { caller, openStore, openUseCases } from '../fixture/in-process.ts'
import { hashPassword } from '../fixture/people.ts'
import { emailOf, password } from '../fixture/settings.ts'
import type { Run } from '../run.ts'
import { countTrips } from '../stores/counted-engine.ts'
import { judge, type Question, type Verdict } from '../verdict.ts'

/** What model 3.1 allows each use case. */
const allowed = { 'sign-up': 2, 'sign-in': 3, refresh: 2, user: 1 } as const

type Step = keyof typeof allowed

const names = Object.keys(allowed) as Step[]

/** T13: round trips to a server database, counted as they leave for it. */
export async function roundTrips(run: Run): Promise<readonly Verdict[]> {
  const verdicts: Verdict[] = []
  for (const place of testPlaces) {
    if (place.engine === 'sqlite') continue
    if (place.isThere) verdicts.push(...(await countedOn(place)))
    else {
      const variable = `LATCHKEY_TEST_${place.engine.toUpperCase()}_URL`
      run.leaveOut(`T13 on ${place.name}, because ${variable} names no database`)
    }
  }
  return verdicts
}

async function countedOn(shared: TestPlace): Promise<readonly Verdict[]> {
  const { place, remove } = await prepareTestPlace(shared)
  const { engine, trips } = await countTrips((listen) => openTestEngine(place, listen))
  try {
    await migrate(engine, { clock: systemClock, random: systemRandom })
    await insertPerson(engine)
    const steps = stepsOn(openUseCases(openStore(engine)))
    for (const name of names) await steps[name](0) // what is done once is not counted
    return await verdictsOf(place, steps, trips)
  } finally {
    await engine.close()
    await remove()
  }
}

async function insertPerson(engine: Engine): Promise<void> {
  const user = personOf(0, Date.now(), await hashPassword())
  await openStore(engine).transact(async (tx) => {
    tx.handles.insert(handleOf(user, user.createdAt))
    tx.users.insert(user)
  })
}

type Steps = Readonly<Record<Step, (sample: number) => Promise<void>>>

/** In an order in which each finds what it needs. */
function stepsOn(usecases: UseCases): Steps {
  let tokens: IssuedTokens | null = null
  const email = emailOf(0)
  return {
    'sign-up': async (sample) => {
      const newcomer = `newcomer${sample}@example.test`
      need(await usecases.signUp({ caller, email: newcomer, password, data: null }))
    },
    'sign-in': async () => {
      tokens = need(await usecases.signInWithPassword({ caller, email, password }))
    },
    refresh: async () => {
      const refreshToken = tokens?.refreshToken ?? ''
      tokens = need(await usecases.refreshSession({ caller, refreshToken }))
    },
    user: async () => {
      const bearer = need(await usecases.believeBearer(tokens?.accessToken ?? '', caller))
      need(await usecases.readUser({ caller, bearer }))
    },
  }
}

async function verdictsOf(
  { name }: TestPlace,
  steps: Steps,
  trips: () => number,
): Promise<readonly Verdict[]> {
  const verdicts: Verdict[] = []
  for (const step of names) {
    const before = trips()
    await steps[step](1)
    const question: Question = {
      id: `T13/${name.toLowerCase()}/${step}`,
      what: `round trips of ${step} to ${name}`,
      target: allowed[step],
      bound: 'most',
      unit: 'trips',
    }
    verdicts.push(judge(question, [trips() - before]))
  }
  return verdicts
}

function need<Value>(outcome: Outcome<Value, Refusal>): Value {
  if (outcome.granted) return outcome.value
  throw new Error(`refused: ${outcome.reason.code}`)
}
