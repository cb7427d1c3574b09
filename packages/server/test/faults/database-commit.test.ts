import { afterAll, beforeAll, expect, it } from 'vitest'
import type { TableName } from '../../src/store/schema/database.ts'
import { type AnyRow, allRows } from '../support/all-rows.ts'
import {
  type DatabaseBed,
  eachDatabaseServer,
  prepareDatabaseBed,
  targetOf,
} from '../support/database-bed.ts'
import { type Break, type DatabaseCable, layDatabaseCable } from '../support/database-cable.ts'
import {
  arrive,
  askRefresh,
  askSignIn,
  goodPassword,
  makePerson,
  refresh,
} from '../support/people.ts'
import { createWorld, type World } from '../support/world.ts'

/** The use cases below end with a line of the audit log or a mailed token; counters for limits do not. */
const lastTrip = /(audit|one_time_token)[\s\S]*COMMIT/

const ways: readonly { readonly how: Break; readonly isKept: boolean; readonly title: string }[] = [
  { how: 'unheard', isKept: false, title: 'before the database has heard COMMIT' },
  { how: 'unanswered', isKept: true, title: 'after COMMIT was done, before its answer came' },
]

eachDatabaseServer('REL-04 REL-22 a line that breaks around COMMIT', (server) => {
  let bed: DatabaseBed
  let cable: DatabaseCable
  let world: World

  beforeAll(async () => {
    bed = await prepareDatabaseBed(server)
    cable = await layDatabaseCable(targetOf(server))
    world = await createWorld({ openEngine: () => bed.open({ port: cable.port }) })
  })
  afterAll(async () => {
    await world.close()
    await cable.close()
    await bed.destroy()
  })

  /** Rows of a table that belong to somebody, read past the cable. */
  async function rowsWith(table: TableName, column: string, value: unknown) {
    const rows = await allRows(bed.direct, table)
    return rows.filter((row: AnyRow) => row[column] === value)
  }

  async function accountsOf(email: string): Promise<readonly AnyRow[]> {
    return rowsWith('users', 'email', email)
  }

  /** Asks while the line breaks, and sees that the answer promises nothing. */
  async function loseAnswer(how: Break, ask: () => Promise<Response>): Promise<void> {
    const broken = cable.breakAt(lastTrip, how)
    const answer = await ask()
    expect(answer.status).toBe(503)
    await broken
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
  }

  /** How many rows there are of everything that a sign-up makes. */
  function sizes(): Promise<readonly number[]> {
    const made = ['users', 'user_handles', 'one_time_tokens', 'outbox'] as const
    return Promise.all(made.map(async (table) => (await allRows(bed.direct, table)).length))
  }

  it.each(ways)('REL-03 a sign-up, $title, is there as a whole or not at all', async (way) => {
    const email = `signup-${way.how}@example.test`
    const signUp = () => world.ask('POST', '/signup', { json: { email, password: goodPassword } })
    const before = await sizes()
    await loseAnswer(way.how, signUp)
    const once = way.isKept ? 1 : 0
    expect(await sizes()).toEqual(before.map((size) => size + once))

    expect((await signUp()).status).toBe(200)
    expect(await accountsOf(email)).toHaveLength(1)
    const token = await world.mailedToken(email)
    const confirmed = await world.ask('POST', '/verify', { json: { type: 'signup', token } })
    expect(confirmed.status).toBe(200)
  })

  it.each(ways)('a refresh, $title, is repeated with the same token', async (way) => {
    const email = `refresh-${way.how}@example.test`
    const first = await arrive(world, email)
    await loseAnswer(way.how, () => askRefresh(world, first.refresh_token))

    const second = await refresh(world, first.refresh_token)
    expect(second.refresh_token).not.toBe(first.refresh_token)
    const third = await refresh(world, second.refresh_token)
    expect(third.refresh_token).not.toBe(second.refresh_token)
    const [account] = await accountsOf(email)
    const sessions = await rowsWith('sessions', 'user_id', account?.['id'])
    expect(sessions.map((session) => session['ended_at'])).toEqual([null])
    expect(sessions.map((session) => session['generation'])).toEqual([2])
  })

  it.each(ways)('a sign-in, $title, is repeated', async (way) => {
    const email = `signin-${way.how}@example.test`
    const { id } = await makePerson(world, email)
    await loseAnswer(way.how, () => askSignIn(world, email))
    expect(await rowsWith('sessions', 'user_id', id)).toHaveLength(way.isKept ? 1 : 0)
    expect((await askSignIn(world, email)).status).toBe(200)
  })
})
