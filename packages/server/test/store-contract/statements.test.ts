import { describe, expect, it } from 'vitest'
import type { SessionId } from '../../src/domain/ids.ts'
import type { OneTimeToken } from '../../src/domain/one-time-token.ts'
import type { Session } from '../../src/domain/session.ts'
import type { User } from '../../src/domain/user.ts'
import { type Digest, sha256 } from '../../src/kernel/digest.ts'
import { instantAt } from '../../src/kernel/instant.ts'
import { eachEngine, type SeenStatement, type StoreBed } from '../support/engines.ts'
import {
  afterNoon,
  aMessage,
  anEvent,
  aSession,
  aToken,
  aUser,
  freshUuid,
  handleOf,
} from '../support/rows.ts'

const later = instantAt(afterNoon + 60_000)

interface People {
  readonly user: User
  readonly session: Session
  readonly token: OneTimeToken
}

async function people({ store }: StoreBed): Promise<People> {
  const user = aUser()
  const [session, token] = [aSession(user), aToken(user)]
  await store.transact(async (tx) => {
    tx.handles.insert(handleOf(user))
    tx.users.insert(user)
    tx.sessions.insert(session)
    tx.oneTimeTokens.insert(token)
  })
  return { user, session, token }
}

/** Everything that the port does to rows of one user. */
async function everything({ store }: StoreBed, { user, session, token }: People): Promise<void> {
  const { site, id } = user
  await store.users.find(site, id)
  await store.users.findByHandle(handleOf(user).digest)
  await store.users.findWithSession(site, id, session.id)
  await store.sessions.find(id, session.id)
  await store.sessions.knowsPrefix(id, session.ipPrefix)
  await store.oneTimeTokens.find(id, token.purpose)
  await store.oneTimeTokens.findByDigest(token.tokenDigest as Digest)
  const fresh = aUser()
  await store.transact(async (tx) => {
    const found = (await tx.users.lock(site, id)) as User
    const live = (await tx.sessions.lock(id, session.id)) as Session
    const open = (await tx.oneTimeTokens.lock(id, token.purpose)) as OneTimeToken
    await tx.users.read(site, id)
    await tx.handles.find(handleOf(user).digest)
    tx.users.update(found, { ...found, email: `${freshUuid()}@example.com` })
    tx.handles.insert(handleOf(fresh))
    tx.handles.takeOver(handleOf(fresh).digest, fresh.id, id)
    tx.handles.delete(handleOf(fresh).digest, id)
    tx.sessions.rotate(live, { tokenDigest: sha256('n'), tokenKey: 1, refreshedAt: later })
    tx.sessions.end(id, session.id, 'sign_out', later)
    tx.sessions.endAll(id, 'ban', later)
    tx.sessions.endAll(id, 'ban', later, session.id)
    tx.oneTimeTokens.countTry(open)
    tx.oneTimeTokens.replace(open, aToken(user))
    tx.oneTimeTokens.void(id)
    tx.oneTimeTokens.void(id, ['recovery'])
    tx.audit.add(anEvent(user))
    tx.outbox.add(aMessage(user))
  })
  const left = (await store.users.find(site, id)) as User
  await store.transact(async (tx) => tx.users.delete(left))
}

const owned = ['sessions', 'one_time_tokens', 'identities', 'user_handles', 'refresh_tokens']

eachEngine('statements', (bed) => {
  async function seen(): Promise<readonly SeenStatement[]> {
    const given = await people(bed())
    return bed().watch(() => everything(bed(), given))
  }

  it('SEC-100 hold placeholders and never a value that came from outside', async () => {
    const given = await people(bed())
    const statements = await bed().watch(() => everything(bed(), given))
    const values = [given.user.id, given.user.email, given.session.id, given.session.ip, 'sign_out']
    for (const { sql } of statements) {
      for (const value of values) expect(sql).not.toContain(value)
    }
  })

  it('INV-03 find no user, session or token by comparing text', async () => {
    const text = [
      'email',
      'aud',
      'phone',
      'token',
      'confirmation_token',
      'recovery_token',
      'subject',
    ]
    for (const { sql } of await seen()) {
      const where = sql.slice(sql.search(/\bwhere\b/i))
      if (!/\bwhere\b/i.test(sql)) continue
      for (const column of text) {
        expect(where).not.toMatch(new RegExp(`["\`.]${column}["\`]\\s*(=|like|in)`, 'i'))
      }
    }
  })

  it('INV-29 name the owner wherever they touch rows of a user', async () => {
    for (const { sql } of await seen()) {
      const table = owned.find((name) => new RegExp(`(from|update|into) \\S*${name}\\b`).test(sql))
      if (table === undefined || sql.startsWith('insert')) continue
      // Looked up by a digest that only its holder knows, the owner is what is asked for.
      const byDigest = /digest["`] = /.test(sql) && sql.startsWith('select')
      expect(byDigest || /user_id["`] = /.test(sql), sql).toBe(true)
    }
  })

  it('lock one row by its key, never a join (model 3.4)', async () => {
    for (const { sql } of await seen()) {
      if (!/for update/i.test(sql)) continue
      expect(sql).not.toMatch(/join/i)
    }
  })

  describe('round trips (model 3.1; none where the database is in this process)', () => {
    const trips = (statements: readonly SeenStatement[]) =>
      new Set(statements.map(({ trip }) => trip)).size
    const isRemote = () => bed().engineName !== 'sqlite'

    async function count(work: (given: People) => Promise<unknown>): Promise<number> {
      await work(await people(bed()))
      const given = await people(bed())
      return trips(await bed().watch(() => work(given)))
    }

    it('T13 a refresh takes two', async () => {
      const refresh = ({ user, session }: People) =>
        bed().store.transact(async (tx) => {
          const [live] = await Promise.all([
            tx.sessions.lock(user.id, session.id),
            tx.users.read(user.site, user.id),
          ])
          tx.sessions.rotate(live as Session, {
            tokenDigest: sha256('next'),
            tokenKey: 1,
            refreshedAt: later,
          })
          tx.audit.add(anEvent(user))
        })
      expect(await count(refresh)).toBeLessThanOrEqual(isRemote() ? 2 : 1)
    })

    it('T13 a sign-in after its hash takes two', async () => {
      const signIn = ({ user }: People) =>
        bed().store.transact(async (tx) => {
          const found = (await tx.users.lock(user.site, user.id)) as User
          tx.users.update(found, { ...found, lastSignInAt: later })
          tx.sessions.insert(aSession(user))
          tx.audit.add(anEvent(user))
        })
      expect(await count(signIn)).toBeLessThanOrEqual(isRemote() ? 2 : 1)
    })

    it('T13 a sign-up takes one after its look, and a sign-out one', async () => {
      const signUp = () => {
        const user = aUser()
        return bed().store.transact(async (tx) => {
          tx.handles.insert(handleOf(user))
          tx.users.insert(user)
          tx.oneTimeTokens.insert(aToken(user))
          tx.outbox.add(aMessage(user))
          tx.audit.add(anEvent(user))
        })
      }
      const signOut = ({ user }: People) =>
        bed().store.transact(async (tx) => {
          tx.sessions.endAll(user.id, 'sign_out', later)
          tx.audit.add(anEvent(user))
        })
      expect(await count(signUp)).toBe(1)
      expect(await count(signOut)).toBe(1)
    })

    it('T13 a look at a user with its session takes one', async () => {
      const look = ({ user }: People) =>
        bed().store.users.findWithSession(user.site, user.id, freshUuid() as SessionId)
      expect(await count(look)).toBe(1)
    })
  })
})
