import { concat } from '../kernel/bytes.ts'
import { type Digest, sha256 } from '../kernel/digest.ts'
import type { Instant } from '../kernel/instant.ts'
import { type JsonObject, writeSortedJson } from '../kernel/json.ts'
import { writeSecond } from '../kernel/rfc3339.ts'
import type { AuditEventId, SiteId, UserId } from './ids.ts'

/** What is worth remembering. The first ten are GoTrue's own names (server spec 1.17). */
export type AuditAction =
  | 'login'
  | 'logout'
  | 'invite_accepted'
  | 'user_signedup'
  | 'user_invited'
  | 'user_deleted'
  | 'user_modified'
  | 'user_recovery_requested'
  | 'token_refreshed'
  | 'token_revoked'
  | 'token_replayed'
  | 'token_repeated_late'
  | 'login_refused'
  | 'signup_repeated'
  | 'email_change_requested'
  | 'email_change_undone'
  | 'password_change_disowned'
  | 'recovery_for_unknown'

export type AuditGroup = 'account' | 'team' | 'user' | 'token'

const groups: Readonly<Record<AuditAction, AuditGroup>> = {
  login: 'account',
  logout: 'account',
  invite_accepted: 'account',
  user_signedup: 'team',
  user_invited: 'team',
  user_deleted: 'team',
  user_modified: 'user',
  user_recovery_requested: 'user',
  token_refreshed: 'token',
  token_revoked: 'token',
  token_replayed: 'token',
  token_repeated_late: 'token',
  login_refused: 'account',
  signup_repeated: 'account',
  email_change_requested: 'user',
  email_change_undone: 'user',
  password_change_disowned: 'user',
  recovery_for_unknown: 'user',
}

/** Who did it. The operator acts with the nil UUID and a fixed address. */
export interface AuditActor {
  readonly id: UserId
  readonly email: string
  readonly fullName?: JsonObject[string]
}

export interface AuditEvent {
  readonly id: AuditEventId
  readonly site: SiteId
  readonly occurredAt: Instant
  readonly action: AuditAction
  readonly actor: AuditActor
  /** The user it happened to. */
  readonly userId: UserId | null
  /** Shown as GoTrue's `traits` where GoTrue writes them. */
  readonly traits: JsonObject | null
  readonly ip: string
  /** 16 random bytes under the commitment, erased with the personal fields (SEC-123). */
  readonly salt: Uint8Array
}

/** The audit payload as GoTrue writes it; keys in byte order, whole seconds (server spec 1.17). */
export function auditPayload(event: AuditEvent): string {
  return writeSortedJson({
    action: event.action,
    actor_email: event.actor.email,
    actor_id: event.actor.id,
    ...(event.actor.fullName === undefined ? {} : { actor_name: event.actor.fullName }),
    log_type: groups[event.action],
    timestamp: writeSecond(event.occurredAt),
    ...(event.traits === null ? {} : { traits: event.traits }),
  })
}

/**
 * Binds id, time and action to the personal fields through a salt: erasing the fields leaves a
 * commitment that still verifies in its seal (model 9, INV-26).
 */
export function auditCommitment(event: AuditEvent, payload: string): Digest {
  const personal = sha256(concat(event.salt, new TextEncoder().encode(`${payload}\0${event.ip}`)))
  const open = new TextEncoder().encode(`${event.id}\0${event.occurredAt}\0${event.action}\0`)
  return sha256(concat(open, personal))
}
