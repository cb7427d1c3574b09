import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { Unavailable } from '../../src/kernel/faults.ts'
import { migrate } from '../../src/store/migrations/migrate.ts'
import { createSqlStore, type SqlStore } from '../../src/store/sql-store.ts'
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
import { anEvent, aUser } from '../support/rows.ts'

const size = 3

/** What an administrator does to a user of the server under test. */
interface Orders {
  readonly make: readonly string[]
  readonly demote: readonly string[]
  readonly promote: readonly string[]
  readonly narrow: readonly string[]
  readonly widen: readonly string[]
  readonly drop: readonly string[]
}

/** An account of its own, so that suites beside this one are left alone: they may write even then. */
function ordersOf({ place }: DatabaseBed, user: string): Orders {
  const { password, pathname } = new URL(place.url)
  const [schema, database] = [place.namespace, pathname.slice(1)]
  if (place.engine === 'mysql') {
    const account = `${user}@'127.0.0.1'`
    const most = (count: number) => `ALTER USER ${account} WITH MAX_USER_CONNECTIONS ${count}`
    return {
      make: [
        `CREATE USER ${account} IDENTIFIED BY '${password}'`,
        `GRANT SELECT, INSERT, UPDATE, DELETE ON \`${database}\`.* TO ${account}`,
      ],
      demote: ['SET GLOBAL read_only = 1'],
      promote: ['SET GLOBAL read_only = 0'],
      narrow: [most(1)],
      widen: [most(0)],
      drop: [`DROP USER ${account}`],
    }
  }
  return {
    make: [
      `CREATE ROLE ${user} LOGIN PASSWORD '${password}'`,
      `GRANT USAGE ON SCHEMA "${schema}" TO ${user}`,
      `GRANT ALL ON ALL TABLES IN SCHEMA "${schema}" TO ${user}`,
    ],
    demote: [`ALTER ROLE ${user} SET default_transaction_read_only = on`],
    promote: [`ALTER ROLE ${user} RESET default_transaction_read_only`],
    narrow: [`ALTER ROLE ${user} CONNECTION LIMIT 1`],
    widen: [`ALTER ROLE ${user} CONNECTION LIMIT -1`],
    drop: [`DROP OWNED BY ${user}`, `DROP ROLE ${user}`],
  }
}

eachDatabaseServer('REL-21 a database that takes no writes', (server) => {
  let bed: DatabaseBed
  let cable: DatabaseCable
  let store: SqlStore
  let orders: Orders
  const clock = handClock()
  const random = countedRandom('database-read-only')

  const give = async (texts: readonly string[]): Promise<void> => {
    for (const text of texts) await bed.direct.execute(text)
  }

  beforeAll(async () => {
    bed = await prepareDatabaseBed(server)
    await migrate(bed.direct, { clock, random })
    const user = `u${bed.place.namespace}`
    orders = ordersOf(bed, user)
    await give(orders.make)
    cable = await layDatabaseCable(targetOf(server))
    const engine = bed.open({ port: cable.port, connections: size, user })
    store = createSqlStore(engine, { clock, random, onFault: () => {} })
  })
  afterEach(async () => {
    await give(orders.promote)
    await give(orders.widen)
  })
  afterAll(async () => {
    await store.close()
    await cable.close()
    await give(orders.drop)
    await bed.destroy()
  })

  const keep = (user = aUser()) => store.transact(async (tx) => tx.users.insert(user))
  const find = (user = aUser()) => store.users.find(user.site, user.id)

  /** Asks until it is granted: every refusal before is `Unavailable`, at most one a connection. */
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

  /** All connections end, as when one server follows another. */
  async function endAll(): Promise<void> {
    const drained = cable.drained()
    await endConnections(bed, cable.ports())
    await drained
  }

  it('refuses writes as unavailable, reads on, and heals without a restart', async () => {
    const user = aUser()
    await keep(user)
    await give(orders.demote)
    await endAll()
    await granted(() => find(user))

    const late = aUser()
    for (let tries = 0; tries < 2 * size; tries += 1) {
      await expect(keep(late)).rejects.toBeInstanceOf(Unavailable)
      expect((await find(user))?.id).toBe(user.id)
    }
    const now = clock.now()
    await expect(store.leases.take('job', 'me', now, now)).rejects.toBeInstanceOf(Unavailable)
    const locking = store.transact(async (tx) => {
      const found = await tx.users.lock(user.site, user.id)
      if (found !== null) tx.audit.add(anEvent(found))
    })
    await expect(locking).rejects.toBeInstanceOf(Unavailable)

    await give(orders.promote)
    await granted(() => keep(late))
    expect((await find(late))?.id).toBe(late.id)
  })

  it('demoted under open connections keeps nothing of a transaction, and is left by all of them', async () => {
    await Promise.all(Array.from({ length: 2 * size }, () => keep()))
    const before = cable.ports()
    await give(orders.demote)
    if (server.engine === 'postgres') await endAll()
    const outcomes = await Promise.allSettled(Array.from({ length: 4 * size }, () => keep()))
    for (const outcome of outcomes) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: expect.any(Unavailable) })
    }
    await give(orders.promote)
    const user = aUser()
    await granted(() => keep(user))
    expect((await find(user))?.id).toBe(user.id)
    expect(before.length).toBeGreaterThan(0)
  })

  it('REL-25 that gives fewer connections than the pool may hold is unavailable, and hangs nobody', async () => {
    await endAll()
    await give(orders.narrow)
    const outcomes = await Promise.allSettled(Array.from({ length: 4 * size }, () => keep()))
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(Unavailable)
    }
    await give(orders.widen)
    await granted(() => keep())
    await Promise.all(Array.from({ length: 4 * size }, () => keep()))
  })
})
