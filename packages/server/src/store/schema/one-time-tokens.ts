import type { SessionId, UserId } from '../../domain/ids.ts'
import type { TokenPurpose } from '../../domain/one-time-token.ts'
import type { Digest } from '../../kernel/digest.ts'
import type { Instant } from '../../kernel/instant.ts'
import {
  bytes,
  type Column,
  choice,
  count,
  fromZero,
  instant,
  json,
  nullable,
  text,
  uuid,
} from './column.ts'
import type { Table } from './table.ts'

/** A secret sent to a person; at most one live per user and purpose, by its key (INV-12). */
export interface OneTimeTokenRow {
  readonly user_id: UserId
  readonly purpose: TokenPurpose
  readonly token_digest: Digest | null
  readonly code_digest: Digest | null
  readonly relates_to: string
  readonly issued_at: Instant
  readonly expires_at: Instant
  readonly tries: number
  readonly used_at: Instant | null
  readonly session_id: SessionId | null
  readonly flow_id: string | null
  /** What redeeming applies beyond the proof. */
  readonly next: string | null
}

const purposes: Readonly<Record<TokenPurpose, true>> = {
  confirmation: true,
  invite: true,
  recovery: true,
  magic_link: true,
  email_change_current: true,
  email_change_new: true,
  email_change_undo: true,
  phone_confirmation: true,
  phone_change: true,
  reauthentication: true,
  alarm: true,
}

export function purpose(): Column<TokenPurpose> {
  return choice(...(Object.keys(purposes) as TokenPurpose[]))
}

export const oneTimeTokens: Table<OneTimeTokenRow> = {
  name: 'one_time_tokens',
  isInherited: false,
  columns: {
    user_id: uuid('users'),
    purpose: purpose(),
    token_digest: nullable(bytes(32)),
    code_digest: nullable(bytes(32)),
    relates_to: text(255),
    issued_at: instant(),
    expires_at: instant(),
    tries: fromZero(count()),
    used_at: nullable(instant()),
    session_id: nullable(uuid('sessions')),
    flow_id: nullable(uuid()),
    next: nullable(json()),
  },
  key: ['user_id', 'purpose'],
  indexes: [
    { name: 'one_time_tokens_digest_idx', columns: ['token_digest'], isUnique: true },
    { name: 'one_time_tokens_expires_at_idx', columns: ['expires_at'] },
  ],
}
