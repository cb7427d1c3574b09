import type { Digest } from '../kernel/digest.ts'
import type { Instant } from '../kernel/instant.ts'
import type { MessageId, SiteId, UserId } from './ids.ts'
import type { TokenPurpose } from './one-time-token.ts'

/** Something that leaves after commit (INV-16, INV-17). Its payload is sealed until it is sent. */
export interface OutboxMessage {
  readonly id: MessageId
  readonly site: SiteId
  readonly kind: 'mail'
  /** 16 bytes: messages of one key leave in order (INV-27). */
  readonly orderingKey: Uint8Array
  readonly userId: UserId | null
  readonly purpose: TokenPurpose | null
  /** The live token it carries; a message whose token is dead is dropped unsent (REL-30). */
  readonly tokenDigest: Digest | null
  readonly payload: Uint8Array
  readonly createdAt: Instant
}

/** A message claimed by a worker. */
export interface LeasedMessage extends OutboxMessage {
  readonly attempts: number
}

/** How a message ended. Its payload is erased at once. */
export type OutboxOutcome = 'done' | 'dead' | 'stale'

export function sealingPlace(id: MessageId): string {
  return `outbox/payload/${id}`
}
