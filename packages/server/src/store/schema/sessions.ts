import type { FactorId, SessionId, UserId } from '../../domain/ids.ts'
import type { EndReason } from '../../domain/session.ts'
import type { Digest } from '../../kernel/digest.ts'
import type { Instant } from '../../kernel/instant.ts'
import { bytes, choice, count, fromZero, instant, json, nullable, text, uuid } from './column.ts'
import type { Table } from './table.ts'

/** One sign-in on one device, rewritten in place at each refresh (model 2.3). */
export interface SessionRow {
  readonly user_id: UserId
  readonly id: SessionId
  readonly created_at: Instant
  readonly refreshed_at: Instant
  readonly expires_at: Instant
  /** Set once, together with the reason; a session never comes back (INV-05). */
  readonly ended_at: Instant | null
  readonly end_reason: EndReason | null
  readonly generation: number
  readonly token_digest: Digest
  readonly parent_digest: Digest | null
  readonly token_key: number
  readonly late_repeat_at: Instant | null
  /** `[{method, at, provider?}]`. */
  readonly methods: string
  readonly factor_id: FactorId | null
  readonly user_agent: string
  readonly ip: string
  readonly ip_prefix: string
  readonly tag: string | null
  readonly oauth_client_id: string | null
  readonly scopes: string | null
  readonly epoch: number
}

export const sessions: Table<SessionRow> = {
  name: 'sessions',
  isInherited: false,
  columns: {
    user_id: uuid('users'),
    id: uuid(),
    created_at: instant(),
    refreshed_at: instant(),
    expires_at: instant(),
    ended_at: nullable(instant()),
    end_reason: nullable(
      choice(
        'sign_out',
        'replay',
        'password_change',
        'recovery',
        'email_change',
        'factor_removed',
        'step_up_other',
        'ban',
        'role_change',
        'user_deleted',
        'admin',
        'newer_sign_in',
        'epoch',
      ),
    ),
    generation: fromZero(count()),
    token_digest: bytes(32),
    parent_digest: nullable(bytes(32)),
    token_key: count(),
    late_repeat_at: nullable(instant()),
    methods: json(),
    factor_id: nullable(uuid()),
    user_agent: text(255),
    ip: text(45),
    ip_prefix: text(45),
    tag: nullable(text(64)),
    oauth_client_id: nullable(uuid()),
    scopes: nullable(text(255)),
    epoch: count(),
  },
  key: ['user_id', 'id'],
  // Nothing that a refresh changes: rewriting stays in place.
  indexes: [{ name: 'sessions_expires_at_idx', columns: ['expires_at'] }],
}
