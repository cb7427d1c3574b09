import { describe, expect, it } from 'vitest'
import type { Session } from '../../src/domain/session.ts'
import { sha256 } from '../../src/kernel/digest.ts'
import { instantAt } from '../../src/kernel/instant.ts'
import { refused } from '../../src/kernel/outcome.ts'
import { eachEngine } from '../support/engines.ts'
import { inFlight } from '../support/in-flight.ts'
import { afterNoon, anEvent, aSession, aUser, freshUuid } from '../support/rows.ts'

const later = instantAt(afterNoon + 60_000)

eachEngine('sessions', (bed) => {
  const user = aUser()

  async function keep(given: Partial<Session> = {}): Promise<Session> {
    const session = aSession(user, given)
    await bed().store.transact(async (tx) => tx.sessions.insert(session))
    return session
  }

  const find = ({ userId, id }: Session) => bed().store.sessions.find(userId, id)

  it('come back as they were stored', async () => {
    const session = await keep({
      parentDigest: sha256('parent'),
      lateRepeatAt: afterNoon,
      methods: [
        { method: 'provider', at: afterNoon, provider: 'gitlab' },
        { method: 'totp', at: later },
      ],
      userAgent: 'Mozilla/5.0 (ünïcode; 🦊)',
      ip: '2001:db8::1',
      ipPrefix: '2001:db8::',
      epoch: 3,
    })
    expect(await find(session)).toEqual(session)
  })

  it('keep what a hostile User-Agent leaves of itself', async () => {
    const session = await keep({ userAgent: `a\0b${'\ud800'}${'x'.repeat(300)}` })
    const kept = await find(session)
    expect(kept?.userAgent.startsWith('ab')).toBe(true)
    expect(kept?.userAgent.length).toBeLessThanOrEqual(255)
  })

  describe('rotated', () => {
    const next = { tokenDigest: sha256('next'), tokenKey: 2, refreshedAt: later }

    it('have a parent, a new token and one generation more', async () => {
      const session = await keep()
      await bed().store.transact(async (tx) => {
        await tx.sessions.lock(session.userId, session.id)
        tx.sessions.rotate(session, next)
      })
      expect(await find(session)).toEqual({
        ...session,
        ...next,
        parentDigest: session.tokenDigest,
        generation: 1,
      })
    })

    it('INV-04 of a thousand parallel rotations of one token, one takes effect', async () => {
      const session = await keep()
      const { store } = bed()
      const rotate = (number: number) =>
        store.transact(async (tx) => {
          const now = await tx.sessions.lock(session.userId, session.id)
          if (now === null || now.generation !== session.generation) return 'repeat'
          tx.sessions.rotate(now, { ...next, tokenDigest: sha256(`${number}`) })
          return 'rotated'
        })
      const answers = await inFlight(1000, rotate)
      expect(answers.filter((answer) => answer === 'rotated')).toHaveLength(1)
      expect((await find(session))?.generation).toBe(1)
    })

    it('INV-08 twice from one state, the second changes nothing', async () => {
      const session = await keep()
      const { store } = bed()
      const rotate = (text: string) =>
        store.transact(async (tx) =>
          tx.sessions.rotate(session, { ...next, tokenDigest: sha256(text) }),
        )
      await rotate('first')
      await expect(rotate('second')).rejects.toThrow()
      expect((await find(session))?.tokenDigest).toEqual(sha256('first'))
    })

    it('after their end, nothing changes (INV-06)', async () => {
      const session = await keep()
      const { store } = bed()
      await store.transact(async (tx) =>
        tx.sessions.end(session.userId, session.id, 'replay', later),
      )
      const late = store.transact(async (tx) => tx.sessions.rotate(session, next))
      await expect(late).rejects.toThrow()
      expect((await find(session))?.generation).toBe(0)
    })

    it('late, remember when', async () => {
      const session = await keep()
      await bed().store.transact(async (tx) => tx.sessions.markLateRepeat(session, later))
      expect((await find(session))?.lateRepeatAt).toBe(later)
    })
  })

  describe('ended', () => {
    it('INV-07 by a refusal, stay ended together with the record of it', async () => {
      const session = await keep()
      const { store } = bed()
      const event = anEvent(user, { action: 'token_replayed' })
      const answer = await store.transact(async (tx) => {
        tx.sessions.end(session.userId, session.id, 'replay', later)
        tx.audit.add(event)
        return refused('refresh_token_replayed')
      })
      expect(answer).toEqual(refused('refresh_token_replayed'))
      expect(await find(session)).toMatchObject({ endedAt: later, endReason: 'replay' })
      const page = { number: 1, size: 1000 }
      const log = await store.audit.list({ site: user.site, search: null, wildcards: false, page })
      expect(log.records.map(({ id }) => id)).toContain(event.id)
    })

    it('INV-05 keep the first moment and reason', async () => {
      const session = await keep()
      const { store } = bed()
      const end = (reason: 'sign_out' | 'ban', at: number) =>
        store.transact(async (tx) =>
          tx.sessions.end(session.userId, session.id, reason, instantAt(at)),
        )
      await end('sign_out', later)
      await end('ban', later + 1)
      expect(await find(session)).toMatchObject({ endedAt: later, endReason: 'sign_out' })
    })

    it('expire with their end, or earlier if they would have (model 2.3)', async () => {
      const long = await keep()
      const short = await keep({ expiresAt: instantAt(later - 1) })
      await bed().store.transact(async (tx) => {
        tx.sessions.end(long.userId, long.id, 'sign_out', later)
        tx.sessions.end(short.userId, short.id, 'sign_out', later)
      })
      expect((await find(long))?.expiresAt).toBe(later)
      expect((await find(short))?.expiresAt).toBe(later - 1)
    })

    it('all at once: all of this user that live, but the one to keep', async () => {
      const [owner, other] = [aUser(), aUser()]
      const sessions = [owner, owner, owner, other].map((each) => aSession(each))
      const { store } = bed()
      await store.transact(async (tx) => {
        for (const session of sessions) tx.sessions.insert(session)
      })
      const [first, kept] = sessions
      await store.transact(async (tx) =>
        tx.sessions.end(owner.id, first?.id as Session['id'], 'sign_out', afterNoon),
      )
      await store.transact(async (tx) =>
        tx.sessions.endAll(owner.id, 'password_change', later, kept?.id),
      )
      const reasons = await Promise.all(sessions.map(find))
      expect(reasons.map((each) => each?.endReason)).toEqual([
        'sign_out',
        null,
        'password_change',
        null,
      ])
      await store.transact(async (tx) => tx.sessions.endAll(owner.id, 'ban', later))
      expect((await find(sessions[1] as Session))?.endReason).toBe('ban')
    })
  })

  it('INV-29 are not found under another user', async () => {
    const session = await keep()
    expect(await bed().store.sessions.find(aUser().id, session.id)).toBeNull()
  })

  it('SEC-19 tell whether a user came from a prefix before', async () => {
    const owner = aUser()
    await bed().store.transact(async (tx) =>
      tx.sessions.insert(aSession(owner, { ipPrefix: '198.51.100.1' })),
    )
    const { sessions } = bed().store
    expect(await sessions.knowsPrefix(owner.id, '198.51.100.1')).toBe(true)
    expect(await sessions.knowsPrefix(owner.id, '198.51.100.2')).toBe(false)
    expect(await sessions.knowsPrefix(aUser().id, '198.51.100.1')).toBe(false)
  })

  it('that nobody knows are nothing', async () => {
    expect(await bed().store.sessions.find(user.id, freshUuid() as Session['id'])).toBeNull()
    expect(await bed().store.sessions.find(user.id, 'none' as Session['id'])).toBeNull()
  })
})
