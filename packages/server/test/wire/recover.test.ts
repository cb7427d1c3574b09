import { describe, expect, it } from 'vitest'
import { onlySite, type UserId } from '../../src/domain/ids.ts'
import { createSqlite } from '../../src/entry/sqlite.ts'
import { handleOf } from '../../src/usecases/find-user.ts'
import { allRows } from '../support/all-rows.ts'
import { askSignIn, makePerson } from '../support/people.ts'
import { createWorld, type World } from '../support/world.ts'

describe('POST /recover', () => {
  it.each(['known@x.test', 'nobody@x.test'])(
    'SEC-05 Q-013 answers %s when its time has come, not when its work is done',
    async (email) => {
      const waits: number[] = []
      const due = Promise.withResolvers<void>()
      const world = await createWorld({
        delay: (milliseconds) => {
          waits.push(milliseconds)
          return due.promise
        },
      })
      await makePerson(world, 'known@x.test')
      const before = world.spent.transactions
      let hasAnswered = false
      const asked = recover(world, email).then((answer) => {
        hasAnswered = true
        return answer
      })
      await allWork(world, before)
      expect([waits, hasAnswered]).toEqual([[100], false])
      due.resolve()
      expect((await asked).status).toBe(200)
      await world.close()
    },
  )
})

describe.each(['safe', 'exact'] as const)('a text that is no address, in %s', (profile) => {
  const texts = ['x', 'a@', '@x.test', 'a b@x.test', 'Name <a@x.test>', 'jos\u00e9@x.test']

  it.each(texts)('Q-173 SEC-02 recovers nothing, and tells nothing: %j', async (email) => {
    const engine = createSqlite({ file: ':memory:' })
    const world = await createWorld({
      environment: { LATCHKEY_PROFILE: profile },
      openEngine: () => engine,
    })
    const [unknown, malformed] = [
      await recover(world, 'nobody@x.test'),
      await recover(world, email),
    ]
    expect([malformed.status, await malformed.text()]).toEqual([200, '{}'])
    expect([...malformed.headers.keys()]).toEqual([...unknown.headers.keys()])
    expect(await allRows(engine, 'outbox')).toEqual([])
    await world.close()
  })

  it('Q-173 Q-152 reaches the account that has it for an address since before', async () => {
    const world = await createWorld({ environment: { LATCHKEY_PROFILE: profile } })
    const { id } = await makePerson(world, 'jose@x.test')
    await adopt(world, id as UserId, 'jos\u00e9@x.test')
    expect((await recover(world, 'jos\u00e9@x.test')).status).toBe(200)
    const token = await world.mailedToken('jos\u00e9@x.test', 'recovery')
    const json = { type: 'recovery', token }
    expect((await world.ask('POST', '/verify', { json })).status).toBe(200)
    expect((await askSignIn(world, 'jos\u00e9@x.test')).status).toBe(200)
    await world.close()
  })
})

/** Gives an account the address that an older server had stored. */
function adopt({ store }: World, id: UserId, email: string): Promise<void> {
  return store.transact(async (tx) => {
    const user = await tx.users.lock(onlySite, id)
    if (user === null) throw new Error(`no user ${id}`)
    const adopted = { ...user, email }
    tx.users.update(user, adopted)
    tx.handles.insert(handleOf(adopted, user.createdAt))
  })
}

function recover(world: World, email: string): Promise<Response> {
  return world.ask('POST', '/recover', { json: { email } })
}

/** Resolves when one more transaction has begun and all that were begun have ended. */
async function allWork(world: World, before: number): Promise<void> {
  while (world.spent.transactions === before) {
    await new Promise((resolve) => setImmediate(resolve))
  }
  await world.store.transact(async () => {})
}
