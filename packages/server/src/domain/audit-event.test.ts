import { describe, expect, it } from 'vitest'
import { writeHex } from '../kernel/hex.ts'
import { instantAt } from '../kernel/instant.ts'
import { type AuditEvent, auditCommitment, auditPayload } from './audit-event.ts'
import { type AuditEventId, onlySite, type UserId } from './ids.ts'

const id = '6d2f1f0e-9a4e-4a37-b0b4-2a8f3f5b9c01' as UserId
const event: AuditEvent = {
  id: '017f22e2-79b0-7cc3-98c4-dc0c0c07398f' as AuditEventId,
  site: onlySite,
  occurredAt: instantAt(Date.UTC(2026, 0, 2, 3, 4, 5, 678)),
  action: 'login',
  actor: { id, email: 'a@x.test' },
  userId: id,
  traits: null,
  ip: '192.0.2.1',
  salt: new Uint8Array(16).fill(1),
}

describe('an audit payload (server spec 1.17)', () => {
  it('has the original keys in byte order, and whole seconds', () => {
    expect(auditPayload(event)).toBe(
      `{"action":"login","actor_email":"a@x.test","actor_id":"${id}",` +
        '"log_type":"account","timestamp":"2026-01-02T03:04:05Z"}',
    )
  })

  it('names the actor when he has a name, of whatever type', () => {
    const named = { ...event, actor: { ...event.actor, fullName: ['Ada'] } }
    expect(JSON.parse(auditPayload(named))).toMatchObject({ actor_name: ['Ada'] })
    const unnamed = { ...event, actor: { ...event.actor, fullName: null } }
    expect(JSON.parse(auditPayload(unnamed))).toMatchObject({ actor_name: null })
  })

  it('shows traits where the original writes them', () => {
    const traits = { user_id: id, user_email: 'b@x.test' }
    expect(auditPayload({ ...event, traits })).toContain(
      `"traits":{"user_email":"b@x.test","user_id":"${id}"}`,
    )
  })

  it.each([
    ['login', 'account'],
    ['logout', 'account'],
    ['invite_accepted', 'account'],
    ['user_signedup', 'team'],
    ['user_invited', 'team'],
    ['user_deleted', 'team'],
    ['user_modified', 'user'],
    ['user_recovery_requested', 'user'],
    ['token_refreshed', 'token'],
    ['token_revoked', 'token'],
  ] as const)('files %s under %s', (action, group) => {
    expect(JSON.parse(auditPayload({ ...event, action }))).toMatchObject({ log_type: group })
  })
})

describe('the commitment of an audit row (SEC-122, SEC-123, INV-26)', () => {
  const commitment = (changed: Partial<AuditEvent>, payload = auditPayload(event)) =>
    writeHex(auditCommitment({ ...event, ...changed }, payload))

  it('is the same for the same row', () => {
    expect(commitment({})).toBe(commitment({}))
  })

  it.each([
    ['its id', { id: '017f22e2-79b0-7cc3-98c4-dc0c0c073990' as AuditEventId }],
    ['its moment', { occurredAt: instantAt(event.occurredAt + 1) }],
    ['its action', { action: 'logout' as const }],
    ['its address', { ip: '192.0.2.2' }],
    ['its salt', { salt: new Uint8Array(16).fill(2) }],
  ])('is another when %s is', (_what, changed) => {
    expect(commitment(changed)).not.toBe(commitment({}))
  })

  it('is another when its payload is', () => {
    expect(commitment({}, auditPayload(event).replace('a@x', 'b@x'))).not.toBe(commitment({}))
  })
})
