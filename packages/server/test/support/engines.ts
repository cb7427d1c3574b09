import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe } from 'vitest'
import { createSqlite } from '../../src/entry/sqlite.ts'
import type { Random } from '../../src/ports/random.ts'
import type { Engine, StatementListener } from '../../src/store/engines/engine.ts'
import { migrate } from '../../src/store/migrations/migrate.ts'
import { createSqlStore, type SqlStore } from '../../src/store/sql-store.ts'
import { countedRandom } from './counted-random.ts'
import type { EngineBed } from './engine-bed.ts'
import { type HandClock, handClock } from './hand-clock.ts'
import { openTestEngine, prepareTestPlace, testPlaces } from './open-test-engine.ts'

/** What leaves for the database: its text, and the number of its round trip (0 where there is none). */
export interface SeenStatement {
  readonly sql: string
  readonly trip: number
}

/** A migrated store on one engine, as a suite finds it. */
export interface StoreBed {
  readonly engineName: string
  readonly engine: Engine
  readonly store: SqlStore
  readonly clock: HandClock
  readonly random: Random
  /** Faults of work that nobody waited for. */
  readonly faults: readonly unknown[]
  /** Runs `work` and answers every statement that left meanwhile. */
  watch(work: () => Promise<unknown>): Promise<readonly SeenStatement[]>
}

type Open = (onStatement: StatementListener) => Promise<EngineBed>

interface Candidate {
  readonly name: string
  /** `null`: not on this machine, so its tests are counted as skipped. */
  readonly open: Open | null
}

function isThere(name: string): boolean {
  return testPlaces.some((place) => place.name === name && place.isThere)
}

const candidates: readonly Candidate[] = [
  { name: 'SQLite file', open: openSqliteFile },
  { name: 'SQLite memory', open: openSqliteMemory },
  { name: 'MySQL', open: isThere('MySQL') ? (listener) => openServer('MySQL', listener) : null },
  {
    name: 'Postgres',
    open: isThere('Postgres') ? (listener) => openServer('Postgres', listener) : null,
  },
]

/**
 * Runs a suite on every engine there is. Each gets a fresh, migrated database for the whole suite;
 * the suite reads it from `bed()` inside its tests.
 */
export function eachEngine(name: string, suite: (bed: () => StoreBed) => void): void {
  eachOpener(name, (open) => {
    const seen: SeenStatement[] = []
    let isWatching = false
    let opened: { readonly bed: StoreBed; readonly engineBed: EngineBed } | null = null

    beforeAll(async () => {
      const engineBed = await open((sql, trip) => {
        if (isWatching) seen.push({ sql, trip })
      })
      const bed = await storeOn(engineBed.engine, async (work) => {
        seen.length = 0
        isWatching = true
        await work().finally(() => {
          isWatching = false
        })
        return [...seen]
      })
      opened = { bed, engineBed }
    })
    afterAll(async () => opened?.engineBed.destroy())

    suite(() => {
      if (opened === null) throw new Error('the bed is made before the first test')
      return opened.bed
    })
  })
}

/** The same for suites that need databases as nobody has touched them. */
export function eachOpener(name: string, suite: (open: Open) => void): void {
  for (const candidate of candidates) {
    describe.skipIf(candidate.open === null)(`${name} (${candidate.name})`, () => {
      suite(candidate.open ?? openSqliteMemory)
    })
  }
}

async function storeOn(engine: Engine, watch: StoreBed['watch']): Promise<StoreBed> {
  const clock = handClock()
  const random = countedRandom(engine.name)
  await migrate(engine, { clock, random })
  const faults: unknown[] = []
  const store = createSqlStore(engine, { clock, random, onFault: (fault) => faults.push(fault) })
  return { engineName: engine.name, engine, store, clock, random, faults, watch }
}

async function openSqliteFile(onStatement: StatementListener): Promise<EngineBed> {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-store-'))
  const engine = createSqlite({ file: join(folder, 'test.db'), namespace: 'acme', onStatement })
  return {
    engine,
    async destroy() {
      await engine.close()
      await rm(folder, { recursive: true })
    },
  }
}

async function openSqliteMemory(onStatement: StatementListener): Promise<EngineBed> {
  const engine = createSqlite({ file: ':memory:', onStatement })
  return { engine, destroy: () => engine.close() }
}

/** Tables, or a schema, of its own on a server that other suites use too. */
async function openServer(name: string, onStatement: StatementListener): Promise<EngineBed> {
  const place = testPlaces.find((each) => each.name === name)
  if (place === undefined) throw new Error(`no place is called ${name}`)
  const { place: own, remove } = await prepareTestPlace(place)
  const engine = await openTestEngine(own, onStatement)
  return {
    engine,
    async destroy() {
      await engine.close()
      await remove()
    },
  }
}
