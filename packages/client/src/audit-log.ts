import type { Admin } from './admin-right.ts'
import { type PageOptions, type Paging, pageQuery, readPaging } from './paging.ts'

export interface AuditOptions extends PageOptions {
  /** Part of an actor's address or name, of an action, or of a type; upper case is lower case. */
  readonly query?: `${'author' | 'action' | 'type'}:${string}` | undefined
  readonly signal?: AbortSignal | undefined
}

/** Something that was done, and by whom. */
export interface AuditEntry {
  readonly id: string
  /** RFC 3339. */
  readonly createdAt: string
  /** Such as `login`, `user_modified`. */
  readonly action: string
  /** Such as `account`, `team`, `user`, `token`. */
  readonly type: string
  readonly actorId: string
  readonly actorEmail: string
  /** Only of somebody who has a name. */
  readonly actorName: string | undefined
  /** What else was noted, such as whom an administrator changed. */
  readonly traits: Readonly<Record<string, unknown>>
}

export interface AuditPage extends Paging {
  readonly entries: readonly AuditEntry[]
}

interface WireEntry {
  readonly id: string
  readonly created_at: string
  readonly payload: {
    readonly action: string
    readonly log_type: string
    readonly actor_id: string
    readonly actor_email: string
    readonly actor_name?: string
    readonly traits?: Readonly<Record<string, unknown>> | null
  }
}

/** The audit log, newest first. */
export async function listAudit(admin: Admin, options: AuditOptions = {}): Promise<AuditPage> {
  const { signal, ...asked } = options
  const path = `/admin/audit?${pageQuery(asked)}`
  const { body, headers } = await admin.send<WireEntry[]>(path, { signal })
  return { entries: body.map(toEntry), ...readPaging(headers, asked, body.length) }
}

function toEntry({ id, created_at, payload }: WireEntry): AuditEntry {
  return {
    id,
    createdAt: created_at,
    action: payload.action,
    type: payload.log_type,
    actorId: payload.actor_id,
    actorEmail: payload.actor_email,
    actorName: payload.actor_name,
    traits: payload.traits ?? {},
  }
}
