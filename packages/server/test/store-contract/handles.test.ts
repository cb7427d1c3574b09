import { describe, expect, it } from 'vitest'
import { emailHandle } from '../../src/domain/handle.ts'
import type { User } from '../../src/domain/user.ts'
import { allRows } from '../support/all-rows.ts'
import { eachEngine } from '../support/engines.ts'
import { aUser, freshUuid, handleOf } from '../support/rows.ts'

eachEngine('handles', (bed) => {
  function signUp(user: User): Promise<'made' | 'taken'> {
    return bed().store.transact<'made' | 'taken'>(
      async (tx) => {
        tx.handles.insert(handleOf(user))
        tx.users.insert(user)
        return 'made'
      },
      () => 'taken',
    )
  }

  it('INV-01 of a hundred sign-ups of one address at once, one makes an account', async () => {
    const email = `${freshUuid()}@example.com`
    const users = Array.from({ length: 100 }, () => aUser({ email }))
    const answers = await Promise.all(users.map(signUp))
    expect(answers.filter((answer) => answer === 'made')).toHaveLength(1)
    const rows = (await allRows(bed().engine, 'users')).filter((row) => row['email'] === email)
    expect(rows).toHaveLength(1)
  })

  it('INV-16 a sign-up that was taken leaves nothing of itself', async () => {
    const email = `${freshUuid()}@example.com`
    await signUp(aUser({ email }))
    const second = aUser({ email })
    expect(await signUp(second)).toBe('taken')
    expect(await bed().store.users.find(second.site, second.id)).toBeNull()
  })

  it('taken in the middle of a group do not harm the others in it', async () => {
    const email = `${freshUuid()}@example.com`
    await signUp(aUser({ email }))
    const users = Array.from({ length: 20 }, (_, at) => (at % 3 === 1 ? aUser({ email }) : aUser()))
    const answers = await Promise.all(users.map(signUp))
    expect(answers).toEqual(users.map((_, at) => (at % 3 === 1 ? 'taken' : 'made')))
    const found = await Promise.all(users.map(({ site, id }) => bed().store.users.find(site, id)))
    expect(found.map((user) => (user === null ? 'taken' : 'made'))).toEqual(answers)
  })

  it('two audiences and two letter cases of a local part meet where the rules say (SEC-109)', async () => {
    const name = freshUuid()
    const email = `${name}@example.com`
    await signUp(aUser({ email }))
    expect(await signUp(aUser({ email: email.toUpperCase() }))).toBe('taken')
    expect(await signUp(aUser({ email, audience: 'other' }))).toBe('made')
    expect(await signUp(aUser({ email: `${name}@exämple.com` }))).toBe('made')
  })

  it('collations decide nothing: accents, blanks and cases beyond ASCII are different people', async () => {
    const name = freshUuid()
    const emails = [`${name}É@x`, `${name}é@x`, `${name}E@x`, `${name}E@x `, `${name}ｅ@x`]
    for (const email of emails) expect(await signUp(aUser({ email })), email).toBe('made')
  })

  it('without whenTaken the work runs again, and fails when the key stays taken', async () => {
    const user = aUser()
    await signUp(user)
    let runs = 0
    const again = bed().store.transact(async (tx) => {
      runs += 1
      tx.handles.insert(handleOf(user))
    })
    await expect(again).rejects.toThrow()
    expect(runs).toBeGreaterThan(1)
  })

  describe('of a user that is gone or has another address (INV-02)', () => {
    it('move to their rightful owner', async () => {
      const [dead, heir] = [aUser(), aUser()]
      const { store } = bed()
      await store.transact(async (tx) => tx.handles.insert(handleOf(dead)))
      const { digest } = handleOf(dead)
      await store.transact(async (tx) => {
        const found = await tx.handles.find(digest)
        if (found === null) throw new Error('the handle has gone')
        tx.handles.takeOver(digest, found.userId, heir.id)
        tx.users.insert(heir)
      })
      expect((await store.users.findByHandle(digest))?.id).toBe(heir.id)
    })

    it('move to one heir only, of ten at once', async () => {
      const dead = aUser()
      const { store } = bed()
      await store.transact(async (tx) => tx.handles.insert(handleOf(dead)))
      const { digest } = handleOf(dead)
      const heirs = Array.from({ length: 10 }, () => aUser())
      const answers = await Promise.allSettled(
        heirs.map((heir) =>
          store.transact(async (tx) => tx.handles.takeOver(digest, dead.id, heir.id)),
        ),
      )
      expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    })

    it('come back whole', async () => {
      const user = aUser()
      const handle = handleOf(user, { kind: 'provider', ref: freshUuid() })
      const { store } = bed()
      await store.transact(async (tx) => tx.handles.insert(handle))
      expect(await store.transact((tx) => tx.handles.find(handle.digest))).toEqual(handle)
    })
  })

  it('are deleted for their owner only', async () => {
    const [owner, other] = [aUser(), aUser()]
    const { store } = bed()
    await store.transact(async (tx) => tx.handles.insert(handleOf(owner)))
    const digest = emailHandle(owner.site, owner.audience, owner.email)
    const find = () => store.transact((tx) => tx.handles.find(digest))
    await store.transact(async (tx) => tx.handles.delete(digest, other.id))
    expect(await find()).not.toBeNull()
    await store.transact(async (tx) => tx.handles.delete(digest, owner.id))
    expect(await find()).toBeNull()
  })
})
