import type { MessageId, SiteId, UserId } from '../../domain/ids.ts'
import type { TokenPurpose } from '../../domain/one-time-token.ts'
import type { OutboxOutcome } from '../../domain/outbox-message.ts'
import type { Digest } from '../../kernel/digest.ts'
import type { Instant } from '../../kernel/instant.ts'
import {
  bytes,
  bytesUpTo,
  choice,
  count,
  fromZero,
  instant,
  nullable,
  text,
  uuid,
} from './column.ts'
import { purpose } from './one-time-tokens.ts'
import type { Table } from './table.ts'

/** Something that leaves after commit (INV-16). */
export interface OutboxRow {
  readonly id: MessageId
  readonly site: SiteId
  readonly kind: 'mail'
  readonly ordering_key: Uint8Array
  readonly user_id: UserId | null
  readonly purpose: TokenPurpose | null
  readonly token_digest: Digest | null
  /** Sealed; erased as soon as the message is done. */
  readonly payload: Uint8Array | null
  readonly attempts: number
  readonly created_at: Instant
  readonly next_at: Instant
  readonly lease_until: Instant
  readonly lease_owner: string | null
  readonly done_at: Instant | null
  readonly outcome: OutboxOutcome | null
}

export const outbox: Table<OutboxRow> = {
  name: 'outbox',
  isInherited: false,
  columns: {
    id: uuid(),
    site: uuid(),
    kind: choice('mail'),
    ordering_key: bytes(16),
    user_id: nullable(uuid('users')),
    purpose: nullable(purpose()),
    token_digest: nullable(bytes(32)),
    payload: nullable(bytesUpTo(32_768)),
    attempts: fromZero(count()),
    created_at: instant(),
    next_at: instant(),
    lease_until: instant(),
    lease_owner: nullable(text(64)),
    done_at: nullable(instant()),
    outcome: nullable(choice('done', 'dead', 'stale')),
  },
  key: ['id'],
  indexes: [
    { name: 'outbox_due_idx', columns: ['done_at', 'next_at'] },
    { name: 'outbox_order_idx', columns: ['ordering_key'], tail: ['id'] },
    { name: 'outbox_user_id_idx', columns: ['user_id'] },
  ],
}
