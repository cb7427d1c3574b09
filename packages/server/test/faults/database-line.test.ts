import { afterAll, beforeAll, expect, it } from 'vitest'
import { Unavailable } from '../../src/kernel/faults.ts'
import type { Engine } from '../../src/store/engines/engine.ts'
import { migrate } from '../../src/store/migrations/migrate.ts'
import { createSqlStore, type SqlStore } from '../../src/store/sql-store.ts'
import { allRows } from '../support/all-rows.ts'
import { countedRandom } from '../support/counted-random.ts'
import {
  type DatabaseBed,
  eachDatabaseServer,
  endConnections,
  prepareDatabaseBed,
  targetOf,
} from '../support/database-bed.ts'
import { type DatabaseCable, layDatabaseCable } from '../support/database-cable.ts'
import { handClock } from '../support/hand-clock.ts'
import { aSession, aUser, handleOf } from '../support/rows.ts'

const size = 3

eachDatabaseServer('REL-20 REL-24 REL-65 connections that are lost', (server) => {
  let bed: DatabaseBed
  let cable: DatabaseCable
  let engine: Engine
  let store: SqlStore
  const clock = handClock()
  const random = countedRandom('database-line')

  beforeAll(async () => {
    bed = await prepareDatabaseBed(server)
    await migrate(bed.direct, { clock, random })
    cable = await layDatabaseCable(targetOf(server))
    engine = bed.open({ port: cable.port, connections: size })
    store = createSqlStore(engine, { clock, random, onFault: () => {} })
  })
  afterAll(async () => {
    await store.close()
    await cable.close()
    await bed.destroy()
  })

  const keep = (user = aUser()) => store.transact(async (tx) => tx.users.insert(user))
  const find = (user = aUser()) => store.users.find(user.site, user.id)

  /** Fills the pools, so that there is something to lose. */
  async function warm(): Promise<void> {
    const many = Array.from({ length: 4 * size })
    await Promise.all([...many.map(() => keep()), ...many.map(() => find())])
    expect(cable.ports().length).toBeGreaterThan(0)
  }

  /** Asks until it is granted once: every refusal before is `Unavailable`, and there are few of them. */
  async function granted<Value>(ask: () => Promise<Value>): Promise<Value> {
    for (let refusals = 0; ; refusals += 1) {
      try {
        return await ask()
      } catch (fault) {
        expect(fault).toBeInstanceOf(Unavailable)
        expect(refusals).toBeLessThan(size)
      }
    }
  }

  it.each(['unheard', 'unanswered'] as const)(
    'REL-03 in the middle of a transaction (%s): it keeps nothing, and the next one works',
    async (how) => {
      const user = aUser()
      const broken = cable.breakAt(/user_handles[\s\S]*for update/i, how)
      const failing = store.transact(async (tx) => {
        tx.handles.insert(handleOf(user))
        tx.users.insert(user)
        await tx.users.lock(user.site, user.id)
        tx.sessions.insert(aSession(user))
      })
      await expect(failing).rejects.toBeInstanceOf(Unavailable)
      await broken
      for (const [table, column] of [
        ['user_handles', 'user_id'],
        ['users', 'id'],
        ['sessions', 'user_id'],
      ] as const) {
        const rows = await allRows(bed.direct, table)
        expect(rows.filter((row) => row[column] === user.id)).toEqual([])
      }
      await keep(user)
      expect((await find(user))?.id).toBe(user.id)
    },
  )

  it('while idle, by the server: the next read and the next transaction are granted', async () => {
    await warm()
    expect(await endAll(bed, cable)).toBeGreaterThan(0)
    const user = aUser()
    await granted(() => find(user))
    await granted(() => keep(user))
    expect((await find(user))?.id).toBe(user.id)
  })

  it('while idle, and asked at the same moment by many: nobody hangs', async () => {
    await warm()
    const ending = endAll(bed, cable)
    const answers = await Promise.allSettled(
      Array.from({ length: 40 }, (_, at) => (at % 2 === 0 ? keep() : find())),
    )
    await ending
    for (const answer of answers) {
      if (answer.status === 'rejected') expect(answer.reason).toBeInstanceOf(Unavailable)
    }
    await granted(() => keep())
  })

  it('in the middle of a transaction, by the server: it keeps nothing', async () => {
    await warm()
    const user = aUser()
    const failing = store.transact(async (tx) => {
      tx.users.insert(user)
      await tx.users.lock(user.site, user.id)
      await endAll(bed, cable)
      await tx.users.read(user.site, user.id)
    })
    await expect(failing).rejects.toBeInstanceOf(Unavailable)
    expect(await find(user)).toBeNull()
    await granted(() => keep(user))
  })

  it('between a transaction and its COMMIT, by the server: it keeps nothing', async () => {
    const user = aUser()
    const failing = store.transact(async (tx) => {
      tx.users.insert(user)
      await tx.users.lock(user.site, user.id)
      await endAll(bed, cable)
    })
    await expect(failing).rejects.toBeInstanceOf(Unavailable)
    expect(await granted(() => find(user))).toBeNull()
  })

  it('REL-25 all taken by transactions that take their time: waiters are told in time', async () => {
    const gate = Promise.withResolvers<void>()
    const started: Promise<void>[] = []
    const holders = Array.from({ length: size }, () => {
      const begun = Promise.withResolvers<void>()
      started.push(begun.promise)
      const user = aUser()
      return store.transact(async (tx) => {
        tx.users.insert(user)
        await tx.users.lock(user.site, user.id)
        begun.resolve()
        await gate.promise
      })
    })
    await Promise.all(started)
    const began = performance.now()
    const waiters = Array.from({ length: 300 }, () => keep())
    const outcomes = await Promise.allSettled(waiters)
    expect(performance.now() - began).toBeLessThan(4000)
    for (const outcome of outcomes) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: expect.any(Unavailable) })
    }
    gate.resolve()
    await Promise.all(holders)
    await keep()
    expect(cable.ports().length).toBeLessThanOrEqual(2 * size)
  })
})

/** Ends every connection of the cable on the server, as an operator or a restart does; answers how many. */
async function endAll(bed: DatabaseBed, cable: DatabaseCable): Promise<number> {
  const closed = cable.drained()
  const ended = await endConnections(bed, cable.ports())
  await closed
  return ended
}
