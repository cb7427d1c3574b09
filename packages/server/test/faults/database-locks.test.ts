import { afterAll, beforeAll, expect, it } from 'vitest'
import type { User } from '../../src/domain/user.ts'
import { sha256 } from '../../src/kernel/digest.ts'
import { Unavailable } from '../../src/kernel/faults.ts'
import { instantAt } from '../../src/kernel/instant.ts'
import type { Tx } from '../../src/ports/store.ts'
import { Retryable } from '../../src/store/engines/conflicts.ts'
import type { Engine } from '../../src/store/engines/engine.ts'
import { migrate } from '../../src/store/migrations/migrate.ts'
import { createSqlStore, type SqlStore } from '../../src/store/sql-store.ts'
import { countedRandom } from '../support/counted-random.ts'
import {
  type DatabaseBed,
  eachDatabaseServer,
  prepareDatabaseBed,
  targetOf,
} from '../support/database-bed.ts'
import { handClock } from '../support/hand-clock.ts'
import { aUser } from '../support/rows.ts'

const windowMs = 60_000

eachDatabaseServer('REL-23 locks that others hold', (server) => {
  let bed: DatabaseBed
  let engine: Engine
  let store: SqlStore
  const clock = handClock()
  const random = countedRandom('database-locks')
  /** Hears every statement that the engine under test sends. */
  let hear: (sql: string) => void = () => {}

  beforeAll(async () => {
    bed = await prepareDatabaseBed(server)
    await migrate(bed.direct, { clock, random })
    const { port } = targetOf(server)
    engine = bed.open({ port, onStatement: (sql) => hear(sql) })
    store = createSqlStore(engine, { clock, random, onFault: () => {} })
  })
  afterAll(async () => {
    await store.close()
    await bed.destroy()
  })

  function insert(users: readonly User[]): Promise<void> {
    return store.transact(async (tx) => {
      for (const user of users) tx.users.insert(user)
    })
  }

  /** Writes a letter behind the role of two users, whom it locks one after the other. */
  async function mark(
    tx: Tx,
    users: readonly User[],
    letter: string,
    between: () => Promise<void>,
  ) {
    const locked: User[] = []
    for (const { site, id } of users) {
      const user = await tx.users.lock(site, id)
      if (user === null) throw new Error('the user is gone')
      locked.push(user)
      await between()
    }
    for (const user of locked) tx.users.update(user, { ...user, role: `${user.role}${letter}` })
  }

  it('a deadlock of two transactions is repeated, and both are done once', async () => {
    const users = [aUser(), aUser()] as const
    await insert(users)
    const met = Promise.withResolvers<void>()
    const first = new Set<string>()
    let runs = 0
    /** Nobody takes a second lock before both have their first. */
    const cross = (letter: string) => async () => {
      first.add(letter)
      if (first.size === 2) met.resolve()
      await met.promise
    }
    const both = [users, users.toReversed()].map((order, at) => {
      const letter = 'ab'[at] as string
      return store.transact((tx) => {
        runs += 1
        return mark(tx, order, letter, cross(letter))
      })
    })
    await Promise.all(both)
    expect(runs).toBeGreaterThan(2)
    const found = await Promise.all(users.map(({ site, id }) => store.users.find(site, id)))
    const roles = found.map((user) => user?.role)
    expect(['ab', 'ba']).toContain(roles[0])
    expect(roles[1]).toBe(roles[0])
  })

  it('many that lock in any order are each done once or, a race too often lost, not at all', async () => {
    const users = Array.from({ length: 3 }, () => aUser())
    await insert(users)
    const orders = [users, users.toReversed()]
    const outcomes = await Promise.allSettled(
      Array.from({ length: 6 }, (_, at) =>
        store.transact((tx) => mark(tx, orders[at % 2] ?? [], 'x', async () => {})),
      ),
    )
    const lost = outcomes.filter(({ status }) => status === 'rejected')
    for (const outcome of lost) expect(outcome).toMatchObject({ reason: expect.any(Retryable) })
    const done = outcomes.length - lost.length
    expect(done).toBeGreaterThan(0)
    for (const { site, id } of users) {
      expect((await store.users.find(site, id))?.role).toBe('x'.repeat(done))
    }
  })

  /** Holds the row of a lease or a counter from elsewhere until `work` has been sent `times` times. */
  async function whileHeld(table: string, times: number, work: () => Promise<unknown>) {
    const gate = Promise.withResolvers<void>()
    const held = Promise.withResolvers<void>()
    const full =
      bed.place.engine === 'mysql'
        ? `${bed.place.namespace}_${table}`
        : `"${bed.place.namespace}".${table}`
    const bound = (sql: string, name: string) => ({
      statement: { name, sql, parameters: [], conversions: [] },
      values: [],
    })
    const holder = bed.direct.transact(async (tx) => {
      await tx.read(bound(`SELECT 1 FROM ${full} FOR UPDATE`, `test_hold_${table}`))
      held.resolve()
      await gate.promise
    })
    await held.promise
    let sent = 0
    hear = (sql) => {
      if (sql.includes(table) && ++sent > times) gate.resolve()
    }
    try {
      return await work()
    } finally {
      gate.resolve()
      await holder
      hear = () => {}
    }
  }

  it('a single write that waits too long for a lock is repeated', async () => {
    const [now, until] = [clock.now(), instantAt(clock.now() + windowMs)]
    expect(await store.leases.take('job', 'me', now, until)).toBe(true)
    const renewed = await whileHeld('leases', 1, () => store.leases.take('job', 'me', now, until))
    expect(renewed).toBe(true)
  })

  it('a counter that waits too long for a lock counts once', async () => {
    const key = sha256('counted')
    await store.counters.add(key, 1, clock.now(), windowMs)
    const times = bed.place.engine === 'mysql' ? 2 : 1 // it adds and reads in one trip there
    await whileHeld('rate_limits', times, () => store.counters.add(key, 1, clock.now(), windowMs))
    expect(await store.counters.read(key, clock.now())).toMatchObject({ points: 2 })
  })

  it('REL-24 a lock that is never given ends in time, and is no fault of ours', async () => {
    const now = clock.now()
    const began = performance.now()
    const failing = whileHeld('leases', Number.POSITIVE_INFINITY, () =>
      store.leases.release('job', 'me'),
    )
    await expect(failing).rejects.toBeInstanceOf(Unavailable)
    expect(performance.now() - began).toBeLessThan(8000)
    expect(await store.leases.take('job', 'me', now, instantAt(now + windowMs))).toBe(true)
  })
})
