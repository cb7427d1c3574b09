import type { AuditAction, AuditActor, AuditEvent } from '../domain/audit-event.ts'
import { type AuditEventId, operatorId } from '../domain/ids.ts'
import { readMetadata } from '../domain/metadata.ts'
import type { User } from '../domain/user.ts'
import type { Instant } from '../kernel/instant.ts'
import { uuidV7 } from '../kernel/uuid.ts'
import type { Needs } from './needs.ts'

/** The operator as GoTrue's audit log names it (server spec 1.17). */
export const operatorActor: AuditActor = { id: operatorId, email: 'operator@netlify.com' }

/** The server itself, or nobody we know. */
export const systemActor: AuditActor = { id: operatorId, email: '' }

export function actorOf(user: User): AuditActor {
  // Most users have no name: the text is looked at before it is parsed.
  if (!user.userMetadata.includes('"full_name"')) return { id: user.id, email: user.email }
  const fullName = readMetadata(user.userMetadata)['full_name']
  const actor = { id: user.id, email: user.email }
  return fullName === undefined ? actor : { ...actor, fullName }
}

/** An event by `actor` about itself. */
export function eventBy(
  { policy, random }: Pick<Needs, 'policy' | 'random'>,
  action: AuditAction,
  actor: AuditActor,
  now: Instant,
  ip: string,
): AuditEvent {
  const chance = random.bytes(26)
  return {
    id: uuidV7(now, chance) as AuditEventId,
    site: policy.site,
    occurredAt: now,
    action,
    actor,
    userId: actor.id,
    traits: null,
    ip,
    salt: chance.subarray(10),
  }
}

/** An event by `actor` about `subject`, with GoTrue's traits. */
export function eventAbout(
  needs: Pick<Needs, 'policy' | 'random'>,
  action: AuditAction,
  actor: AuditActor,
  subject: User,
  now: Instant,
  ip = '',
): AuditEvent {
  return {
    ...eventBy(needs, action, actor, now, ip),
    userId: subject.id,
    traits: { user_email: subject.email, user_id: subject.id },
  }
}
