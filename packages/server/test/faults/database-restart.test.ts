import { afterAll, beforeAll, expect, it } from 'vitest'
import { allRows } from '../support/all-rows.ts'
import { type DatabaseBed, prepareDatabaseBed, targetOf } from '../support/database-bed.ts'
import { arrive, askRefresh, goodPassword } from '../support/people.ts'
import {
  type Ending,
  eachPrivateDatabase,
  type PrivateDatabase,
} from '../support/private-database.ts'
import { until } from '../support/serve-process.ts'
import { startTraffic, type Traffic } from '../support/traffic.ts'
import { createWorld, type World } from '../support/world.ts'

const endings: readonly Ending[] = ['shutdown', 'crash']
eachPrivateDatabase('a database server of its own', (prepare) => {
  let database: PrivateDatabase
  let bed: DatabaseBed
  let world: World

  beforeAll(async () => {
    database = await prepare()
    database.start()
    bed = await prepareDatabaseBed(database.place)
    await answers()
    world = await createWorld({ openEngine: () => bed.open(targetOf(database.place)) })
  })
  afterAll(async () => {
    await world.close()
    await bed.destroy()
    await database.remove()
  })

  async function answers(): Promise<void> {
    await until(() =>
      bed.direct.ping().then(
        () => true,
        () => null,
      ),
    )
  }

  /** Waits until everybody has been granted a few things more than now. */
  async function flows(traffic: Traffic): Promise<void> {
    const enough = traffic.granted() + 3
    await until(async () => (traffic.granted() >= enough ? true : null))
  }

  it.each(endings)(
    'REL-01 REL-20 a %s under traffic: 503 for a while, and nothing is lost that was granted',
    async (how) => {
      const people = [1, 2, 3, 4].map((number) => `${how}-${number}@example.test`)
      const tokens = await Promise.all(people.map((email) => arrive(world, email)))
      const traffic = startTraffic(world, tokens, 2)
      await flows(traffic)
      await database.stop(how)
      const refused = traffic.unavailable() + people.length
      await until(async () => (traffic.unavailable() >= refused ? true : null))
      database.start()
      await flows(traffic)
      await traffic.stop()

      expect(traffic.wrong).toEqual([])
      const [users, handles] = [
        await allRows(bed.direct, 'users'),
        await allRows(bed.direct, 'user_handles'),
      ]
      for (const email of traffic.signedUp) {
        const found = users.filter((user) => user['email'] === email)
        expect(found).toHaveLength(1)
        expect(handles.filter((handle) => handle['user_id'] === found[0]?.['id'])).toHaveLength(1)
      }
      for (const token of traffic.tokens) expect((await askRefresh(world, token)).status).toBe(200)
    },
  )

  it('REL-29 mail of a sign-up after that is sent', async () => {
    const email = 'late@example.test'
    const json = { email, password: goodPassword }
    expect((await world.ask('POST', '/signup', { json })).status).toBe(200)
    expect(await world.mailedToken(email)).not.toBe('')
  })
})
