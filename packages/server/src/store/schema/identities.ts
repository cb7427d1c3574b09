import type { IdentityId, UserId } from '../../domain/ids.ts'
import type { Instant } from '../../kernel/instant.ts'
import { bytesUpTo, instant, json, nullable, text, uuid } from './column.ts'
import type { Table } from './table.ts'

/** A link to an outside provider's subject. Email and phone identities are derived, not stored. */
export interface IdentityRow {
  readonly user_id: UserId
  readonly id: IdentityId
  readonly provider: string
  readonly subject: string
  readonly data: string
  readonly email: string | null
  readonly last_sign_in_at: Instant | null
  readonly created_at: Instant
  readonly changed_at: Instant
  /** Sealed (model 9). */
  readonly provider_tokens: Uint8Array | null
}

export const identities: Table<IdentityRow> = {
  name: 'identities',
  isInherited: false,
  columns: {
    user_id: uuid('users'),
    id: uuid(),
    provider: text(64),
    subject: text(255),
    data: json(),
    email: nullable(text(255)),
    last_sign_in_at: nullable(instant()),
    created_at: instant(),
    changed_at: instant(),
    provider_tokens: nullable(bytesUpTo(8192)),
  },
  key: ['user_id', 'id'],
  indexes: [],
}
