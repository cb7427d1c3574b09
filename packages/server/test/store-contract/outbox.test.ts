import { expect, it } from 'vitest'
import type { OutboxMessage } from '../../src/domain/outbox-message.ts'
import type { User } from '../../src/domain/user.ts'
import { type Instant, instantAt } from '../../src/kernel/instant.ts'
import { allRows } from '../support/all-rows.ts'
import { eachEngine } from '../support/engines.ts'
import { afterNoon, aMessage, aUser } from '../support/rows.ts'

const at = (seconds: number): Instant => instantAt(afterNoon + seconds * 1000)

eachEngine('the outbox', (bed) => {
  async function keep(...messages: readonly OutboxMessage[]): Promise<void> {
    await bed().store.transact(async (tx) => {
      for (const message of messages) tx.outbox.add(message)
    })
  }

  const claim = (now: Instant, owner = 'one', most = 100) =>
    bed().store.outbox.claim(now, owner, instantAt(now + 60_000), most)

  /** Takes away whatever other tests left. */
  async function drain(): Promise<void> {
    for (let round = 0; round < 20; round += 1) {
      const left = await claim(at(100_000 + round * 1000), 'drain')
      for (const message of left) {
        await bed().store.outbox.settle(message, 'drain', 'done', at(100_000))
      }
    }
  }

  it('hands a message out as it was stored, and how often it was tried', async () => {
    await drain()
    const message = aMessage(aUser())
    await keep(message)
    expect(await claim(at(1))).toEqual([{ ...message, attempts: 1 }])
  })

  it('INV-27 hands a message to one of ten workers at once', async () => {
    await drain()
    await keep(...Array.from({ length: 20 }, () => aMessage(aUser())))
    const claims = await Promise.all(
      Array.from({ length: 10 }, (_, worker) => claim(at(1), `worker ${worker}`)),
    )
    const ids = claims.flat().map(({ id }) => id)
    expect(ids).toHaveLength(20)
    expect(new Set(ids).size).toBe(20)
  })

  it('hands out no more than asked for, the oldest first', async () => {
    await drain()
    const messages = [3, 1, 2].map((second) => aMessage(aUser(), { createdAt: at(second) }))
    await keep(...messages)
    const claimed = await claim(at(10), 'one', 2)
    expect(claimed.map(({ createdAt }) => createdAt)).toEqual([at(1), at(2)])
  })

  it('REL-29 hands a message out again when its lease has run out', async () => {
    await drain()
    await keep(aMessage(aUser()))
    expect(await claim(at(1))).toHaveLength(1)
    expect(await claim(at(60), 'two')).toHaveLength(0)
    const again = await claim(at(61), 'two')
    expect(again.map(({ attempts }) => attempts)).toEqual([2])
  })

  it('INV-27 sends messages of one key in order, one at a time', async () => {
    await drain()
    const orderingKey = new Uint8Array(16).fill(7)
    const messages = [1, 2].map((second) =>
      aMessage(aUser(), { createdAt: at(second), orderingKey }),
    )
    await keep(...messages)
    const [first] = await claim(at(10))
    expect(first?.id).toBe(messages[0]?.id)
    expect(await claim(at(11), 'two')).toEqual([])
    await bed().store.outbox.postpone(first as never, 'one', at(20))
    expect(await claim(at(12), 'two')).toEqual([])
    const [again] = await claim(at(20), 'two')
    await bed().store.outbox.settle(again as never, 'two', 'done', at(21))
    expect((await claim(at(22)))[0]?.id).toBe(messages[1]?.id)
  })

  it('is settled by the holder of the lease only, and erases what was sent', async () => {
    await drain()
    const message = aMessage(aUser())
    await keep(message)
    const [leased] = await claim(at(1))
    const { outbox } = bed().store
    expect(await outbox.settle(leased as never, 'two', 'done', at(2))).toBe(false)
    expect(await outbox.settle(leased as never, 'one', 'done', at(2))).toBe(true)
    expect(await outbox.settle(leased as never, 'one', 'dead', at(3))).toBe(false)
    const row = (await allRows(bed().engine, 'outbox')).find(({ id }) => id === message.id)
    expect(row).toMatchObject({ payload: null, outcome: 'done', done_at: at(2) })
  })

  it('counts what waits and how long', async () => {
    await drain()
    const { outbox } = bed().store
    expect(await outbox.depth()).toEqual({ waiting: 0, oldest: null })
    await keep(...[5, 4].map((second) => aMessage(aUser(), { createdAt: at(second) })))
    expect(await outbox.depth()).toEqual({ waiting: 2, oldest: at(4) })
  })

  it('forgets the mail of a deleted user; what is leaving stays without a name (INV-22)', async () => {
    await drain()
    const user: User = aUser()
    const [waiting, leaving] = [aMessage(user, { createdAt: at(50) }), aMessage(user)]
    await bed().store.transact(async (tx) => tx.users.insert(user))
    await keep(waiting, leaving)
    const [leased] = await claim(at(1))
    expect(leased?.id).toBe(leaving.id)
    await bed().store.transact(async (tx) => tx.users.delete(user))
    const rows = (await allRows(bed().engine, 'outbox')).filter(({ id }) =>
      [waiting.id, leaving.id].includes(id as typeof waiting.id),
    )
    expect(rows.map(({ id, user_id }) => [id, user_id])).toEqual([[leaving.id, null]])
    expect(await bed().store.outbox.settle(leased as never, 'one', 'done', at(2))).toBe(true)
  })
})
