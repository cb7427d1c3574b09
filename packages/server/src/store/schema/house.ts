import type { SiteId } from '../../domain/ids.ts'
import type { Digest } from '../../kernel/digest.ts'
import type { Instant } from '../../kernel/instant.ts'
import { bytes, count, fromZero, instant, json, nullable, text, uuid } from './column.ts'
import type { Table } from './table.ts'

/** A counter that nodes share (SEC-18). */
export interface RateLimitRow {
  readonly digest: Digest
  readonly points: number
  readonly window_ends: Instant
}

export const rateLimits: Table<RateLimitRow> = {
  name: 'rate_limits',
  isInherited: false,
  columns: { digest: bytes(32), points: count(), window_ends: instant() },
  key: ['digest'],
  indexes: [{ name: 'rate_limits_window_ends_idx', columns: ['window_ends'] }],
}

/** Who may do a job that one node does at a time. `fence` rises with each new owner. */
export interface LeaseRow {
  readonly name: string
  readonly owner: string
  readonly until: Instant
  readonly fence: number
}

export const leases: Table<LeaseRow> = {
  name: 'leases',
  isInherited: false,
  columns: { name: text(128), owner: text(64), until: instant(), fence: fromZero(count()) },
  key: ['name'],
  indexes: [],
}

/** Small facts about this installation, and work that a crash must not lose. */
export interface ServerStateRow {
  readonly name: string
  readonly value: string
}

export const serverState: Table<ServerStateRow> = {
  name: 'server_state',
  isInherited: false,
  columns: { name: text(128), value: text() },
  key: ['name'],
  indexes: [],
}

export interface SiteSettingsRow {
  readonly site: SiteId
  readonly settings: string
  readonly revision: number
  /** Sessions of an older epoch are ended (REL-57). */
  readonly epoch: number
}

export const siteSettings: Table<SiteSettingsRow> = {
  name: 'site_settings',
  isInherited: false,
  columns: {
    site: uuid(),
    settings: json(),
    revision: fromZero(count()),
    epoch: fromZero(count()),
  },
  key: ['site'],
  indexes: [],
}

/** Which migrations ran, and which of their steps is under way. */
export interface MigrationRow {
  readonly number: number
  readonly name: string
  readonly checksum: string
  readonly step: number
  readonly started_at: Instant
  readonly finished_at: Instant | null
}

export const latchkeyMigrations: Table<MigrationRow> = {
  name: 'latchkey_migrations',
  isInherited: false,
  columns: {
    number: count(),
    name: text(64),
    checksum: text(64),
    step: fromZero(count()),
    started_at: instant(),
    finished_at: nullable(instant()),
  },
  key: ['number'],
  indexes: [],
}
