import type { HandleKind } from '../../domain/handle.ts'
import type { UserId } from '../../domain/ids.ts'
import type { Digest } from '../../kernel/digest.ts'
import type { Instant } from '../../kernel/instant.ts'
import { bytes, choice, instant, nullable, uuid } from './column.ts'
import type { Table } from './table.ts'

/** One thing that finds a user. Its primary key is what makes addresses unique (INV-01). */
export interface HandleRow {
  readonly digest: Digest
  readonly user_id: UserId
  readonly kind: HandleKind
  /** The identity or passkey behind it. */
  readonly ref: string | null
  readonly created_at: Instant
}

export const userHandles: Table<HandleRow> = {
  name: 'user_handles',
  isInherited: false,
  columns: {
    digest: bytes(32),
    user_id: uuid('users'),
    kind: choice('email', 'email_raw', 'phone', 'provider', 'passkey'),
    ref: nullable(uuid()),
    created_at: instant(),
  },
  key: ['digest'],
  // None by user: a user's handles are computed from its row (model 2.3).
  indexes: [],
}
