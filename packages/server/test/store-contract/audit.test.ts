import { expect, it } from 'vitest'
import type { AuditEvent } from '../../src/domain/audit-event.ts'
import { auditCommitment, auditPayload } from '../../src/domain/audit-event.ts'
import type { SiteId } from '../../src/domain/ids.ts'
import { instantAt } from '../../src/kernel/instant.ts'
import type { AuditSearch } from '../../src/ports/listing.ts'
import { allRows } from '../support/all-rows.ts'
import { eachEngine } from '../support/engines.ts'
import { anEvent, aUser, freshUuid, noon } from '../support/rows.ts'

eachEngine('the audit log', (bed) => {
  const freshSite = () => freshUuid() as SiteId

  async function keep(site: SiteId, given: readonly Partial<AuditEvent>[]) {
    const events = given.map((each) => anEvent(aUser(), { ...each, site }))
    await bed().store.transact(async (tx) => {
      for (const event of events) tx.audit.add(event)
    })
    return events
  }

  const list = (site: SiteId, search: AuditSearch | null = null, wildcards = false) =>
    bed().store.audit.list({ site, search, wildcards, page: { number: 1, size: 50 } })

  it('shows what was added as GoTrue writes it, newest first', async () => {
    const site = freshSite()
    const events = await keep(
      site,
      [0, 2000, 1000, 1500].map((after) => ({ occurredAt: instantAt(noon + after) })),
    )
    const { records, total } = await list(site)
    expect(total).toBe(4)
    expect(records.map(({ id }) => id)).toEqual([1, 3, 2, 0].map((at) => events[at]?.id))
    expect(records[0]).toEqual({
      id: events[1]?.id,
      createdAt: noon + 2000,
      payload: JSON.parse(auditPayload(events[1] as AuditEvent)),
    })
  })

  it('INV-26 keeps a commitment to what it cannot show any more', async () => {
    const [event] = await keep(freshSite(), [{ ip: '198.51.100.9' }])
    const row = (await allRows(bed().engine, 'audit_log_entries')).find(
      ({ id }) => id === event?.id,
    )
    expect(row?.['commitment']).toEqual(
      auditCommitment(event as AuditEvent, auditPayload(event as AuditEvent)),
    )
    expect(row).toMatchObject({ ip_address: '198.51.100.9', salt: event?.salt, action: 'login' })
  })

  it('INV-29 shows one site nothing of another', async () => {
    const [one, other] = [freshSite(), freshSite()]
    await keep(one, [{}])
    expect(await list(other)).toEqual({ records: [], total: 0 })
  })

  it('pages through everything once', async () => {
    const site = freshSite()
    const events = await keep(
      site,
      Array.from({ length: 23 }, () => ({})),
    )
    const ids: string[] = []
    for (let number = 1; number <= 4; number += 1) {
      const page = { number, size: 7 }
      const found = await bed().store.audit.list({ site, search: null, wildcards: false, page })
      expect(found.total).toBe(23)
      ids.push(...found.records.map(({ id }) => id))
    }
    expect(new Set(ids)).toEqual(new Set(events.map(({ id }) => id)))
    expect(ids).toHaveLength(23)
  })

  it('finds by author, action and type, in any ASCII letter case', async () => {
    const site = freshSite()
    const id = aUser().id
    await keep(site, [
      { actor: { id, email: 'Ann@example.com' } },
      { actor: { id, email: 'bob@example.com', fullName: 'Zoë <b>"Quote"</b>' } },
      { actor: { id, email: 'login@example.com' }, action: 'user_modified' },
      { actor: { id, email: 'x@example.com', fullName: 7 }, action: 'token_refreshed' },
    ])
    const total = async (scope: AuditSearch['scope'], value: string) =>
      (await list(site, { scope, value })).total
    expect(await total('author', 'ann@')).toBe(1)
    expect(await total('author', 'ANN@')).toBe(1)
    expect(await total('author', 'zoë')).toBe(1)
    expect(await total('author', '<b>"quote"')).toBe(1)
    expect(await total('author', 'example.com')).toBe(4)
    expect(await total('author', 'user_modified')).toBe(0)
    expect(await total('action', 'login')).toBe(2)
    expect(await total('action', 'login@')).toBe(0)
    expect(await total('type', 'TOKEN')).toBe(1)
    expect(await total('type', '')).toBe(4)
  })

  it('Q-112 takes % and _ as themselves, or as wildcards where they are', async () => {
    const site = freshSite()
    const id = aUser().id
    await keep(site, [
      { actor: { id, email: 'a%b_c@example.com' } },
      { actor: { id, email: 'aXbYc@example.com' } },
    ])
    const total = async (value: string, wildcards: boolean) =>
      (await list(site, { scope: 'author', value }, wildcards)).total
    expect(await total('%', false)).toBe(1)
    expect(await total('b_c', false)).toBe(1)
    expect(await total('b_c', true)).toBe(2)
    expect(await total('a%c@', true)).toBe(2)
    expect(await total('c%a', true)).toBe(2)
    expect(await total('z%', true)).toBe(0)
  })
})
