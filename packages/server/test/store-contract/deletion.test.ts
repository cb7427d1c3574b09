import { expect, it } from 'vitest'
import { auditCommitment, auditPayload } from '../../src/domain/audit-event.ts'
import { operatorId } from '../../src/domain/ids.ts'
import type { Metadata } from '../../src/domain/metadata.ts'
import type { User } from '../../src/domain/user.ts'
import { instantAt } from '../../src/kernel/instant.ts'
import { tableNames } from '../../src/store/schema/database.ts'
import { referencesTo } from '../../src/store/schema/graph.ts'
import { allRows, insertRow } from '../support/all-rows.ts'
import { eachEngine, type StoreBed } from '../support/engines.ts'
import {
  afterNoon,
  aMessage,
  anEvent,
  aSession,
  aToken,
  aUser,
  freshUuid,
  handleOf,
  noon,
} from '../support/rows.ts'

const operator = { id: operatorId, email: 'operator@netlify.com' }

async function keepAll({ store, engine }: StoreBed, user: User): Promise<void> {
  await store.transact(async (tx) => {
    tx.handles.insert(handleOf(user))
    tx.users.insert(user)
    tx.sessions.insert(aSession(user))
    tx.oneTimeTokens.insert(aToken(user))
    tx.outbox.add(aMessage(user))
  })
  await insertRow(engine, 'identities', {
    user_id: user.id,
    id: freshUuid(),
    provider: 'gitlab',
    subject: '42',
    data: '{}',
    created_at: noon,
    changed_at: noon,
  })
  await insertRow(engine, 'refresh_tokens', {
    instance_id: user.site,
    user_id: user.id,
    token: freshUuid(),
    created_at: noon,
    updated_at: noon,
  })
}

/** Every table that still names a user, somewhere. */
async function whereNamed({ engine }: StoreBed, user: User): Promise<readonly string[]> {
  const named: string[] = []
  for (const table of tableNames) {
    const rows = await allRows(engine, table)
    if (rows.some((row) => JSON.stringify(row).includes(user.id))) named.push(table)
  }
  return named
}

eachEngine('deleting a user', (bed) => {
  it('INV-22 leaves no row with its id, and leaves everybody else alone', async () => {
    const [user, other] = [aUser(), aUser({ phone: null })]
    await keepAll(bed(), user)
    await keepAll(bed(), other)
    const before = await whereNamed(bed(), other)
    await bed().store.transact(async (tx) => tx.users.delete(user))
    expect(await whereNamed(bed(), user)).toEqual([])
    expect(await whereNamed(bed(), other)).toEqual(before)
    // A table that learns to name users must be in the plan, and in this test.
    const naming = new Set(referencesTo('users').map(({ table }) => table))
    expect(before.toSorted()).toEqual(['users', ...naming].toSorted())
  })

  it('frees the address at once', async () => {
    const user = aUser()
    await keepAll(bed(), user)
    await bed().store.transact(async (tx) => tx.users.delete(user))
    const heir = aUser({ email: user.email })
    await keepAll(bed(), heir)
    expect((await bed().store.users.findByHandle(handleOf(user).digest))?.id).toBe(heir.id)
  })

  it('takes it out of the search', async () => {
    const user = aUser({ userMetadata: '{"full_name":"Xaverl Quizbach"}' as Metadata })
    await keepAll(bed(), user)
    const find = () =>
      bed().store.users.list({
        site: user.site,
        audience: user.audience,
        filter: 'quizbach',
        wildcards: false,
        order: 'newest',
        page: { number: 1, size: 50 },
      })
    expect((await find()).total).toBe(1)
    await bed().store.transact(async (tx) => tx.users.delete(user))
    expect((await find()).total).toBe(0)
  })

  it('of somebody who has gone already fails and changes nothing', async () => {
    const user = aUser()
    const failing = bed().store.transact(async (tx) => tx.users.delete(user))
    await expect(failing).rejects.toThrow()
  })

  it('INV-26 erases the person from the audit log; id, time, action and commitment stay', async () => {
    const { store, engine, faults } = bed()
    const [user, other] = [aUser(), aUser()]
    const traits = { user_email: user.email, user_id: user.id }
    const by = anEvent(user, { actor: { id: user.id, email: user.email, fullName: 'Ann Ünal' } })
    const about = anEvent(user, { action: 'user_invited', actor: operator, traits, ip: '' })
    const strange = anEvent(other)
    const end = anEvent(user, { action: 'user_deleted', actor: operator, traits, ip: '' })
    await keepAll(bed(), user)
    await insertRow(engine, 'audit_log_entries', {
      instance_id: user.site,
      id: freshUuid(),
      payload: JSON.stringify({ action: 'login', actor_id: user.id, actor_email: user.email }),
      created_at: noon,
    })
    await store.transact(async (tx) => {
      for (const event of [by, about, strange]) tx.audit.add(event)
    })
    await store.transact(async (tx) => {
      tx.users.delete(user)
      tx.audit.add(end)
    })
    const rows = await allRows(engine, 'audit_log_entries')
    const row = (event: typeof by) => rows.find(({ id }) => id === event.id)
    const payload = (event: typeof by) => JSON.parse(String(row(event)?.['payload'])) as unknown

    expect(payload(by)).toEqual({
      action: 'login',
      actor_email: '',
      actor_id: user.id,
      log_type: 'account',
      timestamp: '2026-01-02T12:00:01Z',
    })
    expect(row(by)).toMatchObject({ ip_address: null, salt: null, occurred_at: afterNoon })
    expect(row(by)?.['commitment']).toEqual(auditCommitment(by, auditPayload(by)))
    expect(payload(about)).toMatchObject({ action: 'user_invited', actor_email: operator.email })
    expect(JSON.stringify(payload(about))).not.toContain(user.id)
    expect(payload(strange)).toMatchObject({ actor_email: other.email })
    expect(payload(end)).toMatchObject({ action: 'user_deleted', traits })
    const left = rows.filter((each) => JSON.stringify(each['payload']).includes(user.email))
    expect(left.map(({ id }) => id)).toEqual([end.id])
    expect(faults).toEqual([])
  })

  it('with a long history is finished by the sweep, after a crash too', async () => {
    const { store, engine, clock } = bed()
    const user = aUser()
    await keepAll(bed(), user)
    const events = Array.from({ length: 2600 }, (_, second) =>
      anEvent(user, { occurredAt: instantAt(noon + second * 1000) }),
    )
    for (let at = 0; at < events.length; at += 200) {
      await store.transact(async (tx) => {
        for (const event of events.slice(at, at + 200)) tx.audit.add(event)
      })
    }
    await store.transact(async (tx) => tx.users.delete(user))
    const named = async () => {
      const rows = await allRows(engine, 'audit_log_entries')
      return rows.filter((row) => String(row['payload']).includes(user.email)).length
    }
    expect(await named()).toBeGreaterThan(0)
    for (let isDone = false; !isDone; ) isDone = await store.sweep(clock.now())
    expect(await named()).toBe(0)
    expect(await allRows(engine, 'server_state')).toEqual([])
  }, 60_000)
})
