import type { LeasedMessage, OutboxMessage } from '../../domain/outbox-message.ts'
import type { Instant } from '../../kernel/instant.ts'
import type { OutboxRow } from '../schema/outbox.ts'

const never = 0 as Instant

export function writeOutboxMessage(message: OutboxMessage): OutboxRow {
  return {
    id: message.id,
    site: message.site,
    kind: message.kind,
    ordering_key: message.orderingKey,
    user_id: message.userId,
    purpose: message.purpose,
    token_digest: message.tokenDigest,
    payload: message.payload,
    attempts: 0,
    created_at: message.createdAt,
    next_at: message.createdAt,
    lease_until: never,
    lease_owner: null,
    done_at: null,
    outcome: null,
  }
}

export function readLeasedMessage(row: OutboxRow): LeasedMessage {
  return {
    id: row.id,
    site: row.site,
    kind: row.kind,
    orderingKey: row.ordering_key,
    userId: row.user_id,
    purpose: row.purpose,
    tokenDigest: row.token_digest,
    payload: row.payload ?? new Uint8Array(),
    createdAt: row.created_at,
    attempts: row.attempts,
  }
}
