import { expect, it } from 'vitest'
import type { Session } from '../../src/domain/session.ts'
import { type Instant, instantAt } from '../../src/kernel/instant.ts'
import { allRows } from '../support/all-rows.ts'
import { eachEngine } from '../support/engines.ts'
import { aMessage, aSession, aToken, aUser, noon } from '../support/rows.ts'

const day = 86_400_000
const at = (days: number, milliseconds = 0): Instant => instantAt(noon + days * day + milliseconds)

eachEngine('retention (model 6)', (bed) => {
  async function sweepAll(now: Instant): Promise<number> {
    let rounds = 1
    while (!(await bed().store.sweep(now))) rounds += 1
    return rounds
  }

  it('removes sessions seven days after their end, and no moment earlier', async () => {
    const user = aUser()
    const sessions = [at(0, 0), at(0, 1), at(30)].map((expiresAt) => aSession(user, { expiresAt }))
    await bed().store.transact(async (tx) => {
      for (const session of sessions) tx.sessions.insert(session)
    })
    const left = async () => {
      const found = await Promise.all(
        sessions.map(({ id }) => bed().store.sessions.find(user.id, id)),
      )
      return found.map((session) => session !== null)
    }
    await sweepAll(at(7))
    expect(await left()).toEqual([true, true, true])
    await sweepAll(at(7, 1))
    expect(await left()).toEqual([false, true, true])
  })

  it('removes one-time tokens a day after they expired', async () => {
    const user = aUser()
    const token = aToken(user, { expiresAt: at(40) })
    await bed().store.transact(async (tx) => tx.oneTimeTokens.insert(token))
    const find = () => bed().store.oneTimeTokens.find(user.id, token.purpose)
    await sweepAll(at(41))
    expect(await find()).not.toBeNull()
    await sweepAll(at(41, 1))
    expect(await find()).toBeNull()
  })

  it('removes sent mail after a week and mail that died after ninety days', async () => {
    const { outbox, transact } = bed().store
    const messages = ['done', 'dead', 'stale'].map(() => aMessage(aUser()))
    await transact(async (tx) => {
      for (const message of messages) tx.outbox.add(message)
    })
    const leased = await outbox.claim(at(50), 'one', at(51), 10)
    const outcomes = ['done', 'dead', 'stale'] as const
    for (const [index, message] of leased.entries()) {
      await outbox.settle(message, 'one', outcomes[index] ?? 'done', at(50))
    }
    const left = async () =>
      (await allRows(bed().engine, 'outbox')).map((row) => row['outcome']).toSorted()
    await sweepAll(at(57))
    expect(await left()).toEqual(['dead', 'done', 'stale'])
    await sweepAll(at(57, 1))
    expect(await left()).toEqual(['dead'])
    await sweepAll(at(140))
    expect(await left()).toEqual(['dead'])
    await sweepAll(at(140, 1))
    expect(await left()).toEqual([])
  })

  it('never removes mail that still waits', async () => {
    const message = aMessage(aUser())
    await bed().store.transact(async (tx) => tx.outbox.add(message))
    await sweepAll(at(1000))
    expect((await allRows(bed().engine, 'outbox')).map(({ id }) => id)).toContain(message.id)
  })

  it('works in small batches and says when there is more', async () => {
    const user = aUser()
    const sessions: Session[] = Array.from({ length: 250 }, () =>
      aSession(user, { expiresAt: at(200) }),
    )
    await bed().store.transact(async (tx) => {
      for (const session of sessions) tx.sessions.insert(session)
    })
    expect(await sweepAll(at(300))).toBe(3)
    const left = (await allRows(bed().engine, 'sessions')).filter(
      (row) => row['user_id'] === user.id,
    )
    expect(left).toEqual([])
  })
})
