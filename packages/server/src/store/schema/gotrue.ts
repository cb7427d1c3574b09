import type { AuditAction } from '../../domain/audit-event.ts'
import type { AuditEventId, SessionId, SiteId, UserId } from '../../domain/ids.ts'
import type { Digest } from '../../kernel/digest.ts'
import type { Instant } from '../../kernel/instant.ts'
import {
  bytes,
  choice,
  flag,
  inherited,
  instant,
  json,
  nullable,
  serial,
  text,
  uuid,
} from './column.ts'
import type { Table } from './table.ts'

/** A refresh token made elsewhere: by an adopted server or before an import. Ours live in sessions. */
export interface RefreshTokenRow {
  readonly instance_id: SiteId
  readonly id: number
  readonly token: string
  readonly user_id: UserId
  readonly revoked: boolean
  readonly created_at: Instant
  readonly updated_at: Instant
  readonly token_digest: Digest | null
  readonly session_id: SessionId | null
  readonly used_at: Instant | null
}

export const refreshTokens: Table<RefreshTokenRow> = {
  name: 'refresh_tokens',
  isInherited: true,
  columns: {
    instance_id: inherited(uuid()),
    id: inherited(serial()),
    token: inherited(text(255)),
    user_id: inherited(uuid('users')),
    revoked: inherited(flag()),
    created_at: inherited(instant()),
    updated_at: inherited(instant()),
    token_digest: nullable(bytes(32)),
    session_id: nullable(uuid('sessions')),
    used_at: nullable(instant()),
  },
  key: ['id'],
  indexes: [
    { name: 'refresh_tokens_instance_id_idx', columns: ['instance_id'] },
    { name: 'refresh_tokens_instance_id_user_id_idx', columns: ['instance_id', 'user_id'] },
    { name: 'refresh_tokens_token_idx', columns: ['token'] },
    { name: 'refresh_tokens_digest_idx', columns: ['token_digest'], isUnique: true },
  ],
}

/** What happened. Never updated, except to erase personal fields (INV-26). */
export interface AuditRow {
  readonly instance_id: SiteId
  readonly id: AuditEventId
  readonly payload: string
  readonly created_at: Instant
  /** Exact moment; `null` on rows of GoTrue, as are the columns below. */
  readonly occurred_at: Instant | null
  readonly actor_id: UserId | null
  readonly user_id: UserId | null
  readonly action: AuditAction | null
  readonly ip_address: string | null
  readonly salt: Uint8Array | null
  readonly commitment: Digest | null
}

const actions: Readonly<Record<AuditAction, true>> = {
  login: true,
  logout: true,
  invite_accepted: true,
  user_signedup: true,
  user_invited: true,
  user_deleted: true,
  user_modified: true,
  user_recovery_requested: true,
  token_refreshed: true,
  token_revoked: true,
  token_replayed: true,
  token_repeated_late: true,
  login_refused: true,
  signup_repeated: true,
  email_change_requested: true,
  email_change_undone: true,
  password_change_disowned: true,
  recovery_for_unknown: true,
}

export const auditLogEntries: Table<AuditRow> = {
  name: 'audit_log_entries',
  isInherited: true,
  columns: {
    instance_id: inherited(uuid()),
    id: inherited(uuid()),
    payload: inherited(json()),
    created_at: inherited(instant()),
    occurred_at: nullable(instant()),
    // Not in the reference graph: the ids outlive the user, without personal fields (INV-22).
    actor_id: nullable(uuid()),
    user_id: nullable(uuid()),
    action: nullable(choice(...(Object.keys(actions) as AuditAction[]))),
    ip_address: nullable(text(45)),
    salt: nullable(bytes(16)),
    commitment: nullable(bytes(32)),
  },
  key: ['id'],
  indexes: [
    { name: 'audit_logs_instance_id_idx', columns: ['instance_id'] },
    { name: 'audit_logs_listing_idx', columns: ['instance_id', 'created_at'] },
  ],
}

/** A site of GoTrue's multi-instance mode; unchanged. */
export interface InstanceRow {
  readonly id: string
  readonly uuid: string
  readonly raw_base_config: string | null
  readonly created_at: Instant | null
  readonly updated_at: Instant | null
}

export const instances: Table<InstanceRow> = {
  name: 'instances',
  isInherited: true,
  columns: {
    id: inherited(uuid()),
    uuid: inherited(uuid()),
    raw_base_config: inherited(nullable(text())),
    created_at: inherited(nullable(instant())),
    updated_at: inherited(nullable(instant())),
  },
  key: ['id'],
  indexes: [],
}
