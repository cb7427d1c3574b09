import { describe, expect, it } from 'vitest'
import type { User } from '../../src/domain/user.ts'
import { refused } from '../../src/kernel/outcome.ts'
import type { Tx } from '../../src/ports/store.ts'
import { eachEngine } from '../support/engines.ts'
import { inFlight, settledInFlight } from '../support/in-flight.ts'
import { aMessage, anEvent, aSession, aUser, handleOf } from '../support/rows.ts'

eachEngine('transactions', (bed) => {
  const isKept = async (user: User) => (await bed().store.users.find(user.site, user.id)) !== null

  it('answer what the work returns', async () => {
    expect(await bed().store.transact(async () => 42)).toBe(42)
  })

  it('INV-07 keep what was written before a refusal', async () => {
    const user = aUser()
    const answer = await bed().store.transact(async (tx) => {
      tx.users.insert(user)
      return refused('no')
    })
    expect(answer).toEqual(refused('no'))
    expect(await isKept(user)).toBe(true)
  })

  it('INV-16 keep nothing of a work that throws', async () => {
    const user = aUser()
    const fault = new Error('planted')
    const failing = bed().store.transact(async (tx) => {
      tx.handles.insert(handleOf(user))
      tx.users.insert(user)
      tx.sessions.insert(aSession(user))
      tx.audit.add(anEvent(user))
      throw fault
    })
    await expect(failing).rejects.toBe(fault)
    expect(await isKept(user)).toBe(false)
    expect(await bed().store.users.findByHandle(handleOf(user).digest)).toBeNull()
  })

  it('throwing in a group of others lose their own writes only', async () => {
    const users = Array.from({ length: 50 }, () => aUser())
    const answers = await Promise.allSettled(
      users.map((user, at) =>
        bed().store.transact(async (tx) => {
          tx.users.insert(user)
          if (at % 7 === 3) throw new Error('planted')
        }),
      ),
    )
    const kept = await Promise.all(users.map(isKept))
    expect(kept).toEqual(users.map((_, at) => at % 7 !== 3))
    expect(kept).toEqual(answers.map(({ status }) => status === 'fulfilled'))
  })

  it('write in the order of the calls', async () => {
    const user = aUser()
    const first = aSession(user)
    await bed().store.transact(async (tx) => {
      tx.users.insert(user)
      tx.users.update(user, { ...user, role: 'one' })
      tx.sessions.insert(first)
      tx.sessions.endAll(user.id, 'ban', user.createdAt)
      tx.sessions.insert(aSession(user))
    })
    const found = await bed().store.users.findWithSession(user.site, user.id, first.id)
    expect(found?.user.role).toBe('one')
    expect(found?.session?.endedAt).toBe(user.createdAt)
  })

  it('read what they wrote themselves', async () => {
    const user = aUser()
    const role = await bed().store.transact(async (tx) => {
      tx.users.insert(user)
      const before = await tx.users.lock(user.site, user.id)
      tx.users.update(before as User, { ...user, role: 'seen' })
      return (await tx.users.read(user.site, user.id))?.role
    })
    expect(role).toBe('seen')
  })

  it('are visible as soon as they are acknowledged, three hundred times', async () => {
    for (let round = 0; round < 300; round += 1) {
      const user = aUser()
      expect(await isKept(user)).toBe(false)
      await bed().store.transact(async (tx) => tx.users.insert(user))
      expect(await isKept(user)).toBe(true)
    }
  })

  it('are not visible before they are committed', async () => {
    const { store } = bed()
    const user = aUser()
    let early: Promise<boolean> | null = null
    await store.transact(async (tx) => {
      tx.users.insert(user)
      await tx.users.lock(user.site, user.id)
      early ??= isKept(user)
      await tx.users.read(user.site, user.id)
    })
    // A read that was asked meanwhile may be answered before or after, but never from in between.
    expect(await isKept(user)).toBe(true)
    await early
  })

  it('that fail are never visible, not for a moment', async () => {
    const { store } = bed()
    const user = aUser()
    const looks: Promise<boolean>[] = []
    const failing = store.transact(async (tx) => {
      tx.users.insert(user)
      for (let look = 0; look < 20; look += 1) {
        looks.push(isKept(user))
        await tx.users.read(user.site, user.id)
      }
      throw new Error('planted')
    })
    await expect(failing).rejects.toThrow('planted')
    expect(await Promise.all(looks)).toEqual(looks.map(() => false))
  })

  it('whenTaken may decide with a transaction of its own', async () => {
    const { store } = bed()
    const user = aUser()
    await store.transact(async (tx) => tx.handles.insert(handleOf(user)))
    const answer = await store.transact<string>(
      async (tx) => {
        tx.handles.insert(handleOf(user))
        return 'made'
      },
      () =>
        store.transact(async (tx) =>
          (await tx.handles.find(handleOf(user).digest)) ? 'held' : 'free',
        ),
    )
    expect(answer).toBe('held')
  })

  it('taken, the work keeps nothing though it returned', async () => {
    const { store } = bed()
    const [holder, late] = [aUser(), aUser()]
    await store.transact(async (tx) => tx.handles.insert(handleOf(holder)))
    const answer = await store.transact<string>(
      async (tx) => {
        tx.users.insert(late)
        tx.handles.insert(handleOf(late, { digest: handleOf(holder).digest }))
        tx.audit.add(anEvent(late))
        return 'made'
      },
      () => 'taken',
    )
    expect(answer).toBe('taken')
    expect(await isKept(late)).toBe(false)
  })

  it('tell of mail only when it was committed (INV-17)', async () => {
    const { store } = bed()
    const user = aUser()
    let told = 0
    store.outbox.onAdded(() => {
      told += 1
    })
    const send = (fails: boolean) =>
      store.transact(async (tx) => {
        tx.outbox.add(aMessage(user))
        if (fails) throw new Error('planted')
      })
    await expect(send(true)).rejects.toThrow('planted')
    expect(told).toBe(0)
    await send(false)
    expect(told).toBe(1)
    await store.transact(async (tx) => tx.audit.add(anEvent(user)))
    expect(told).toBe(1)
  })

  it('a transaction that is over takes no more', async () => {
    const user = aUser()
    let kept: Tx | null = null
    await bed().store.transact(async (tx) => {
      kept = tx
    })
    const late = async () => (kept as Tx | null)?.users.insert(user)
    await expect(late()).rejects.toThrow()
    expect(await isKept(user)).toBe(false)
  })

  describe('under random faults', () => {
    it('keep every row of an acknowledged job and none of a failed one', async () => {
      const { store, random } = bed()
      const jobs = Array.from({ length: 400 }, () => ({
        user: aUser(),
        chance: random.bytes(1)[0] ?? 0,
      }))
      const answers = await settledInFlight(jobs.length, (number) => {
        const { user, chance } = jobs[number] as (typeof jobs)[number]
        return store.transact(async (tx) => {
          if (chance % 8 === 0) throw new Error('before')
          tx.users.insert(user)
          if (chance % 8 === 1) throw new Error('between')
          await tx.users.lock(user.site, user.id)
          tx.handles.insert(handleOf(user))
          if (chance % 8 === 2) tx.users.insert(user)
          if (chance % 8 === 3) throw new Error('at the end')
          return refused('fine')
        })
      })
      expect(answers.map(({ status }) => status)).toEqual(
        jobs.map(({ chance }) => (chance % 8 < 4 ? 'rejected' : 'fulfilled')),
      )
      const users = await inFlight(jobs.length, (number) => isKept(jobs[number]?.user as User))
      const handles = await inFlight(jobs.length, (number) =>
        store.users.findByHandle(handleOf(jobs[number]?.user as User).digest),
      )
      expect(users).toEqual(jobs.map(({ chance }) => chance % 8 >= 4))
      expect(handles.map((user) => user !== null)).toEqual(users)
    })
  })
})
