import type { AuthenticationMethod } from '../../domain/assurance.ts'
import type { Session } from '../../domain/session.ts'
import { type SessionRow, sessions } from '../schema/sessions.ts'
import { columnNames, type Joined, type Selection, selectionOf } from '../schema/table.ts'

/** The columns that make a session. */
export type ReadSessionRow = Pick<SessionRow, (typeof readNames)[number]>

const readNames = [
  'id',
  'user_id',
  'created_at',
  'refreshed_at',
  'expires_at',
  'ended_at',
  'end_reason',
  'generation',
  'token_digest',
  'parent_digest',
  'token_key',
  'late_repeat_at',
  'methods',
  'factor_id',
  'user_agent',
  'ip',
  'ip_prefix',
  'epoch',
] as const

export const sessionSelection: Selection<ReadSessionRow> = selectionOf(sessions, readNames)

export function readSession(row: ReadSessionRow): Session {
  return {
    id: row.id,
    userId: row.user_id,
    createdAt: row.created_at,
    refreshedAt: row.refreshed_at,
    expiresAt: row.expires_at,
    endedAt: row.ended_at,
    endReason: row.end_reason,
    generation: row.generation,
    tokenDigest: row.token_digest,
    parentDigest: row.parent_digest,
    tokenKey: row.token_key,
    lateRepeatAt: row.late_repeat_at,
    methods: JSON.parse(row.methods) as readonly AuthenticationMethod[],
    factorId: row.factor_id,
    userAgent: row.user_agent,
    ip: row.ip,
    ipPrefix: row.ip_prefix,
    epoch: row.epoch,
  }
}

export function writeSession(session: Session): SessionRow {
  return {
    user_id: session.userId,
    id: session.id,
    created_at: session.createdAt,
    refreshed_at: session.refreshedAt,
    expires_at: session.expiresAt,
    ended_at: session.endedAt,
    end_reason: session.endReason,
    generation: session.generation,
    token_digest: session.tokenDigest,
    parent_digest: session.parentDigest,
    token_key: session.tokenKey,
    late_repeat_at: session.lateRepeatAt,
    methods: JSON.stringify(session.methods),
    factor_id: session.factorId,
    user_agent: storable(session.userAgent, 255),
    ip: session.ip,
    ip_prefix: session.ipPrefix,
    tag: null,
    oauth_client_id: null,
    scopes: null,
    epoch: session.epoch,
  }
}

const names = columnNames(sessionSelection).map((name) => [name, `s_${name}`] as const)

/** The session of a join, or `null` where the join found none. */
export function readJoinedSession(row: Joined<'s_', ReadSessionRow>): Session | null {
  if (row.s_id === null) return null
  const given: Readonly<Record<string, unknown>> = row
  const bare = Object.fromEntries(names.map(([name, joined]) => [name, given[joined]]))
  return readSession(bare as unknown as ReadSessionRow)
}

/** A text from outside as every engine can keep it: no NUL, no half characters, cut to size. */
function storable(text: string, size: number): string {
  return text.toWellFormed().replaceAll('\0', '').slice(0, size).toWellFormed()
}
