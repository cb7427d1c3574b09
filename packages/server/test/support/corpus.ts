import { performance } from 'node:perf_hooks'
import { describe, expect } from 'vitest'
import { onlySite, type UserId } from '../../src/domain/ids.ts'
import type { User } from '../../src/domain/user.ts'
import { createSqlite } from '../../src/entry/sqlite.ts'
import type { Engine } from '../../src/store/engines/engine.ts'
import type { TableName } from '../../src/store/schema/database.ts'
import { allRows } from './all-rows.ts'
import { isSafe, type Profile } from './profiles.ts'
import { type Asking, createWorld, type World } from './world.ts'

/** A server under attack, with a look behind its answers. */
export interface Bed {
  readonly profile: Profile
  readonly world: World
  readonly engine: Engine
  /** The text of every statement that the database was given. */
  readonly statements: string[]
  /** Asks, and holds the answer to the rules of the whole corpus. */
  attack(method: string, path: string, asking?: Asking): Promise<Answer>
  /** How many accounts there are. */
  users(): Promise<number>
  /** Changes a row past all use cases: what the Netlify face has no route for. */
  change(id: string, changes: Partial<User>): Promise<void>
  close(): Promise<void>
}

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** The body, `{}` when it is no JSON object. */
  readonly body: Readonly<Record<string, unknown>>
}

/** Stands in requests and must never stand in a line of a log. */
export const canary = 'Kanarienvogel-7f3a'

/** What a refused request leaves exactly as it was. */
const guarded: readonly TableName[] = ['users', 'user_handles', 'sessions', 'one_time_tokens']

/** The longest that any answer may take here: a hang is found, a busy machine is none. */
const patienceMs = 3000

export async function openBed(
  profile: Profile = 'safe',
  environment: Readonly<Record<string, string>> = {},
): Promise<Bed> {
  const statements: string[] = []
  const engine = createSqlite({ file: ':memory:', onStatement: (sql) => statements.push(sql) })
  const world = await createWorld({
    environment: { LATCHKEY_PROFILE: profile, ...environment },
    openEngine: () => engine,
  })
  const users = async () => (await allRows(engine, 'users')).length
  return {
    profile,
    world,
    engine,
    statements,
    users,
    attack: (method, path, asking = {}) => attack(world, engine, method, path, asking),
    change: (id, changes) => change(world, id, changes),
    close: () => world.close(),
  }
}

function change({ store }: World, id: string, changes: Partial<User>): Promise<void> {
  return store.transact(async (tx) => {
    const user = await tx.users.lock(onlySite, id as UserId)
    if (user === null) throw new Error(`no user ${id}`)
    tx.users.update(user, { ...user, ...changes })
  })
}

async function attack(
  world: World,
  engine: Engine,
  method: string,
  path: string,
  asking: Asking,
): Promise<Answer> {
  const before = await rowsOf(engine)
  const begun = performance.now()
  const answer = await world.ask(method, path, asking)
  const text = await answer.text()
  expect(answer.status, `${method} ${path}: ${text}`).toBeLessThan(500)
  expect(performance.now() - begun, 'milliseconds').toBeLessThan(patienceMs)
  if (answer.status >= 400) expect(await rowsOf(engine)).toEqual(before)
  expect(world.logged.filter((line) => line.includes(canary))).toEqual([])
  expect((await world.ask('GET', '/settings')).status).toBe(200)
  return { status: answer.status, headers: answer.headers, text, body: objectIn(text) }
}

export async function rowsOf(engine: Engine): Promise<Readonly<Record<string, unknown>>> {
  const rows: Record<string, unknown> = {}
  for (const table of guarded) rows[table] = await allRows(engine, table)
  rows['outbox'] = (await allRows(engine, 'outbox')).map(({ id }) => id) // mail leaves meanwhile
  return rows
}

function objectIn(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch (error) {
    if (error instanceof SyntaxError) return {} // a page, or nothing
    throw error
  }
}

/** Runs a part of the corpus in both profiles. */
export function eachBed(name: string, suite: (profile: Profile) => void): void {
  describe.each(['safe', 'exact'] as const)(`${name} in the %s profile`, suite)
}

/**
 * Holds an answer to what the corpus expects. `exact` is held to the rules of the whole corpus only,
 * which `attack` has checked: it answers as the original does.
 */
export function expectIn(profile: Profile, statuses: readonly number[], answer: Answer): void {
  if (isSafe(profile)) expect(statuses, answer.text).toContain(answer.status)
}
