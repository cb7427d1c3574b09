import type { AuditEventId, SiteId } from '../domain/ids.ts'
import type { User } from '../domain/user.ts'
import type { Instant } from '../kernel/instant.ts'
import type { JsonObject } from '../kernel/json.ts'

/** Which page of a listing, counted from 1. */
export interface Page {
  readonly number: number
  readonly size: number
}

export interface UserQuery {
  readonly site: SiteId
  readonly audience: string
  /** Part of the address or of `user_metadata.full_name`, any letter case; `null` for all. */
  readonly filter: string | null
  /** Whether `%` and `_` in the filter are wildcards. */
  readonly wildcards: boolean
  readonly order: 'newest' | 'oldest'
  readonly page: Page
}

export interface UserPage {
  readonly users: readonly User[]
  /** Exact up to 100,000; above, at most 60 s old (model 5). */
  readonly total: number
}

export interface AuditQuery {
  readonly site: SiteId
  readonly search: AuditSearch | null
  readonly wildcards: boolean
  readonly page: Page
}

export interface AuditSearch {
  readonly scope: 'author' | 'action' | 'type'
  readonly value: string
}

export interface AuditRecord {
  readonly id: AuditEventId
  readonly payload: JsonObject
  readonly createdAt: Instant
}

export interface AuditPage {
  readonly records: readonly AuditRecord[]
  readonly total: number
}

/** Thrown when a listing would run longer than its limit (model 5): answered with 503 and a hint. */
export class QueryTooSlow extends Error {
  override readonly name = 'QueryTooSlow'
}
