import { describe, expect, it } from 'vitest'
import type { SiteId, UserId } from '../../src/domain/ids.ts'
import type { Metadata } from '../../src/domain/metadata.ts'
import type { User } from '../../src/domain/user.ts'
import { instantAt } from '../../src/kernel/instant.ts'
import { allRows, insertRow } from '../support/all-rows.ts'
import { eachEngine } from '../support/engines.ts'
import { afterNoon, aSession, aUser, freshUuid, handleOf, noon } from '../support/rows.ts'

const otherSite = '11111111-1111-4111-8111-111111111111' as SiteId

const everything: Partial<User> = {
  audience: 'api.example',
  role: 'admin',
  confirmedAt: noon,
  invitedAt: noon,
  confirmationSentAt: noon,
  recoverySentAt: noon,
  pendingEmail: 'new@example.com',
  emailChangeSentAt: noon,
  lastSignInAt: noon,
  appMetadata: '{"provider":"email","roles":["a","b"]}' as Metadata,
  userMetadata: '{"full_name":"Zoë 🦊 Ünal","quote":"\\u003cb\\u003e \\"\\\\ %_!\'"}' as Metadata,
  isSuperAdmin: true,
  phone: '+15555550100',
  phoneConfirmedAt: afterNoon,
  bannedUntil: instantAt(Date.UTC(2099, 0, 1) + 7),
  deletedAt: afterNoon,
  passwordChangedAt: afterNoon,
  isAnonymous: true,
}

eachEngine('users', (bed) => {
  const { stringify } = JSON

  async function keep(given: Partial<User> = {}): Promise<User> {
    const user = aUser(given)
    await bed().store.transact(async (tx) => {
      tx.handles.insert(handleOf(user))
      tx.users.insert(user)
    })
    return user
  }

  it('come back as they were stored, with nothing set', async () => {
    const user = await keep()
    expect(await bed().store.users.find(user.site, user.id)).toEqual(user)
  })

  it('come back as they were stored, with everything set', async () => {
    const user = await keep({ ...everything, email: `${freshUuid()}@bücher.example` })
    expect(await bed().store.users.find(user.site, user.id)).toEqual(user)
  })

  it('REL-54 keep moments beyond 2038 and on both sides of a change of summer time', async () => {
    const moments = [
      Date.UTC(2038, 5, 1),
      Date.UTC(2026, 2, 29, 1, 30),
      Date.UTC(2026, 2, 8, 7, 30),
    ]
    for (const moment of moments) {
      const user = await keep({ confirmedAt: instantAt(moment) })
      expect((await bed().store.users.find(user.site, user.id))?.confirmedAt).toBe(moment)
    }
  })

  it('REL-27 keep whole seconds in the columns of GoTrue, on every engine', async () => {
    const user = await keep({ createdAt: afterNoon, confirmedAt: afterNoon })
    const kept = await bed().store.users.find(user.site, user.id)
    expect(kept).toEqual({ ...user, createdAt: instantAt(noon + 1000), confirmedAt: noon + 1000 })
  })

  it('INV-24 hold no NULL that a Go server fails on, and no clear token', async () => {
    const user = await keep()
    const row = (await allRows(bed().engine, 'users')).find(({ id }) => id === user.id)
    expect(row).toMatchObject({
      confirmation_token: '',
      recovery_token: '',
      email_change_token: '',
    })
    expect(row).toMatchObject({ email_change: '', role: '', aud: '', is_super_admin: false })
    expect(row).toMatchObject({ updated_at: noon + 1000, created_at: noon })
  })

  it('left by a Go server with NULL in them are read as empty (server spec 10.3)', async () => {
    const id = freshUuid() as UserId
    const row = { id, instance_id: aUser().site, email: 'old@example.com', created_at: noon }
    await insertRow(bed().engine, 'users', row)
    expect(await bed().store.users.find(aUser().site, id)).toEqual({
      ...aUser({ id, email: 'old@example.com', changedAt: null }),
      passwordHash: '',
      appMetadata: '{}',
    })
  })

  it('are found by the digest of a handle, however odd the address (INV-03)', async () => {
    const odd = [
      'ÉLODIE@example.com',
      'fóo@example.com ',
      'Ann <ann@example.com>',
      'ＦＵＬＬ@例え.テスト',
    ]
    for (const email of odd) {
      const user = await keep({ email })
      expect((await bed().store.users.findByHandle(handleOf(user).digest))?.email).toBe(email)
    }
  })

  it('are nobody when the handle is unknown', async () => {
    const user = aUser()
    expect(await bed().store.users.findByHandle(handleOf(user).digest)).toBeNull()
  })

  it('INV-29 are not found from another site', async () => {
    const user = await keep()
    const { store } = bed()
    expect(await store.users.find(otherSite, user.id)).toBeNull()
    expect(await store.transact((tx) => tx.users.lock(otherSite, user.id))).toBeNull()
    expect(await store.users.findWithSession(otherSite, user.id, aSession(user).id)).toBeNull()
  })

  it.each(['', 'nobody', 'ABCDEF00-0000-4000-8000-000000000000', `' OR ''='`])(
    'an id that is no UUID finds nobody: %s',
    async (id) => {
      expect(await bed().store.users.find(aUser().site, id as UserId)).toBeNull()
    },
  )

  it('come with the session that a token names, or without', async () => {
    const user = await keep()
    const session = aSession(user)
    await bed().store.transact(async (tx) => tx.sessions.insert(session))
    const find = (id: typeof session.id) =>
      bed().store.users.findWithSession(user.site, user.id, id)
    const { id, userId, refreshedAt, expiresAt, endedAt, methods, epoch } = session
    const shown = { id, userId, refreshedAt, expiresAt, endedAt, methods, epoch }
    expect(await find(session.id)).toEqual({ user, session: shown })
    expect(await find(aSession(user).id)).toEqual({ user, session: null })
  })

  describe('when they change', () => {
    it('keep what differs, and their revision rises by one', async () => {
      const before = await keep()
      const after: User = { ...before, ...everything, audience: before.audience }
      await bed().store.transact(async (tx) => tx.users.update(before, after))
      const kept = await bed().store.users.find(before.site, before.id)
      expect(kept).toEqual({ ...after, revision: 1 })
    })

    it('write no column that stays', async () => {
      const before = await keep()
      const after = { ...before, lastSignInAt: noon }
      const seen = await bed().watch(() =>
        bed().store.transact(async (tx) => tx.users.update(before, after)),
      )
      const update = seen.find(({ sql }) => sql.startsWith('update'))?.sql ?? ''
      expect(update).toContain('last_sign_in_at')
      for (const name of ['email', 'encrypted_password', 'raw_user_meta_data', 'search_text']) {
        expect(update).not.toContain(name)
      }
    })

    it('meanwhile by somebody else, nothing is written', async () => {
      const before = await keep()
      const { store } = bed()
      const change = (role: string) =>
        store.transact(async (tx) => tx.users.update(before, { ...before, role }))
      await change('first')
      await expect(change('second')).rejects.toThrow()
      expect((await store.users.find(before.site, before.id))?.role).toBe('first')
    })

    it('a hundred at once under the lock, no change is lost', async () => {
      const user = await keep()
      const { store } = bed()
      const add = (number: number) =>
        store.transact(async (tx) => {
          const now = await tx.users.lock(user.site, user.id)
          if (now === null) throw new Error('the user has gone')
          const tags = [
            ...((JSON.parse(now.appMetadata) as { tags?: number[] }).tags ?? []),
            number,
          ]
          tx.users.update(now, { ...now, appMetadata: stringify({ tags }) as Metadata })
        })
      await Promise.all(Array.from({ length: 100 }, (_, number) => add(number)))
      const kept = await store.users.find(user.site, user.id)
      const { tags } = JSON.parse(kept?.appMetadata ?? '{}') as { tags: number[] }
      expect(new Set(tags).size).toBe(100)
      expect(kept?.revision).toBe(100)
    })
  })
})
