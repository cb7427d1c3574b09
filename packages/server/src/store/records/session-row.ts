import type { AuthenticationMethod } from '../../domain/assurance.ts'
import type { BearerSession, Session } from '../../domain/session.ts'
import { type SessionRow, sessions } from '../schema/sessions.ts'
import { type Joined, type Prefixed, type Selection, selectionOf } from '../schema/table.ts'

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

const bearerNames = [
  'id',
  'user_id',
  'refreshed_at',
  'expires_at',
  'ended_at',
  'methods',
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
    methods: readMethods(row.methods),
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

/** What of a session is read with its user. */
export const bearerSelection: Selection<BearerColumns> = selectionOf(sessions, bearerNames)

type BearerColumns = Pick<SessionRow, (typeof bearerNames)[number]>

/** The session of a join, or `null` where the join found none. */
export function readBearerSession(joined: Joined<'s_', BearerColumns>): BearerSession | null {
  if (joined.s_id === null) return null
  const row = joined as Prefixed<'s_', BearerColumns>
  return {
    id: row.s_id,
    userId: row.s_user_id,
    refreshedAt: row.s_refreshed_at,
    expiresAt: row.s_expires_at,
    endedAt: row.s_ended_at,
    // Read where it is asked for, which is at a new password.
    get methods() {
      return readMethods(row.s_methods)
    },
    epoch: row.s_epoch,
  }
}

function readMethods(text: string): readonly AuthenticationMethod[] {
  return JSON.parse(text) as readonly AuthenticationMethod[]
}

/** A text from outside as every engine can keep it: no NUL, no half characters, cut to size. */
function storable(text: string, size: number): string {
  return text.toWellFormed().replaceAll('\0', '').slice(0, size).toWellFormed()
}
