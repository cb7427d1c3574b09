import {
  type AuditRow,
  auditLogEntries,
  type InstanceRow,
  instances,
  type RefreshTokenRow,
  refreshTokens,
} from './gotrue.ts'
import {
  type LeaseRow,
  latchkeyMigrations,
  leases,
  type MigrationRow,
  type RateLimitRow,
  rateLimits,
  type ServerStateRow,
  type SiteSettingsRow,
  serverState,
  siteSettings,
} from './house.ts'
import { type IdentityRow, identities } from './identities.ts'
import { type OneTimeTokenRow, oneTimeTokens } from './one-time-tokens.ts'
import { type OutboxRow, outbox } from './outbox.ts'
import { type SessionRow, sessions } from './sessions.ts'
import type { Table } from './table.ts'
import { type HandleRow, userHandles } from './user-handles.ts'
import { type UserRow, users } from './users.ts'

/** Every table by its name, for Kysely. */
export interface Database {
  users: UserRow
  refresh_tokens: RefreshTokenRow
  audit_log_entries: AuditRow
  instances: InstanceRow
  user_handles: HandleRow
  sessions: SessionRow
  identities: IdentityRow
  one_time_tokens: OneTimeTokenRow
  outbox: OutboxRow
  rate_limits: RateLimitRow
  leases: LeaseRow
  server_state: ServerStateRow
  site_settings: SiteSettingsRow
  latchkey_migrations: MigrationRow
}

export type TableName = keyof Database

/** Every definition; a table that is missing here does not compile. */
export const tables: { readonly [Name in TableName]: Table<Database[Name]> } = {
  users,
  refresh_tokens: refreshTokens,
  audit_log_entries: auditLogEntries,
  instances,
  user_handles: userHandles,
  sessions,
  identities,
  one_time_tokens: oneTimeTokens,
  outbox,
  rate_limits: rateLimits,
  leases,
  server_state: serverState,
  site_settings: siteSettings,
  latchkey_migrations: latchkeyMigrations,
}

/** The names of all tables, for whoever treats them alike. */
export const tableNames: readonly TableName[] = Object.keys(tables) as TableName[]
