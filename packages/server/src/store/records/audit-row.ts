import { type AuditEvent, auditCommitment, auditPayload } from '../../domain/audit-event.ts'
import type { UserId } from '../../domain/ids.ts'
import { wholeSecond } from '../../kernel/instant.ts'
import { type JsonObject, type JsonValue, writeSortedJson } from '../../kernel/json.ts'
import type { AuditRecord } from '../../ports/listing.ts'
import type { AuditRow } from '../schema/gotrue.ts'

export function writeAuditEvent(event: AuditEvent): AuditRow {
  const payload = auditPayload(event)
  return {
    instance_id: event.site,
    id: event.id,
    payload,
    created_at: wholeSecond(event.occurredAt),
    occurred_at: event.occurredAt,
    actor_id: event.actor.id,
    user_id: event.userId,
    action: event.action,
    ip_address: event.ip,
    salt: event.salt,
    commitment: auditCommitment(event, payload),
  }
}

export function readAuditRecord(row: Pick<AuditRow, 'id' | 'payload' | 'created_at'>): AuditRecord {
  return { id: row.id, payload: readPayload(row.payload), createdAt: row.created_at }
}

export function readPayload(text: string): JsonObject {
  const payload = JSON.parse(text) as JsonValue
  return isObject(payload) ? payload : {}
}

type Person = Pick<AuditRow, 'payload' | 'actor_id' | 'user_id' | 'action'>

/**
 * True when a row holds something personal of a deleted user. The record of the deletion itself
 * keeps the name of who was deleted (server spec 1.16).
 */
export function isAbout(row: Person, user: UserId): boolean {
  if (row.action === 'user_deleted') return false
  if (row.actor_id === user || row.user_id === user) return true
  const payload = readPayload(row.payload)
  return payload['actor_id'] === user || traitsNameUser(payload, user)
}

/** What stays of a row: id, time, action and commitment, and nothing that tells who the user was. */
export function withoutPerson(
  row: Person & Pick<AuditRow, 'ip_address'>,
  user: UserId,
): Pick<AuditRow, 'payload' | 'ip_address'> {
  const { actor_name, traits, ...rest } = readPayload(row.payload)
  const isActor = rest['actor_id'] === user
  const others = {
    ...(isActor || actor_name === undefined ? {} : { actor_name }),
    ...(isActor || traits === undefined || traitsNameUser({ traits }, user) ? {} : { traits }),
  }
  const payload = { ...rest, ...others, ...(isActor ? { actor_email: '' } : {}) }
  return { payload: writeSortedJson(payload), ip_address: isActor ? null : row.ip_address }
}

function traitsNameUser({ traits }: JsonObject, user: UserId): boolean {
  return traits !== undefined && isObject(traits) && traits['user_id'] === user
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
