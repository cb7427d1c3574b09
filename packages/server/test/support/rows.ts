import type { AuditEvent } from '../../src/domain/audit-event.ts'
import { emailHandle, emailHandleKind, type Handle } from '../../src/domain/handle.ts'
import {
  type AuditEventId,
  type MessageId,
  onlySite,
  type SessionId,
  type UserId,
} from '../../src/domain/ids.ts'
import type { Metadata } from '../../src/domain/metadata.ts'
import type { OneTimeToken } from '../../src/domain/one-time-token.ts'
import type { OutboxMessage } from '../../src/domain/outbox-message.ts'
import type { Session } from '../../src/domain/session.ts'
import type { User } from '../../src/domain/user.ts'
import { sha256 } from '../../src/kernel/digest.ts'
import { type Instant, instantAt } from '../../src/kernel/instant.ts'
import { uuidV4, uuidV7 } from '../../src/kernel/uuid.ts'

/** A moment on a whole second, and one between two. */
export const noon: Instant = instantAt(Date.UTC(2026, 0, 2, 12, 0, 0))
export const afterNoon: Instant = instantAt(noon + 1234)

let made = 0

/** An id that no other test has. */
export function freshUuid(): string {
  made += 1
  return uuidV4(sha256(`${process.pid} id ${made}`).subarray(0, 16))
}

export function aUser(given: Partial<User> = {}): User {
  const id = given.id ?? (freshUuid() as UserId)
  return {
    id,
    site: onlySite,
    audience: '',
    role: '',
    email: `${id.slice(0, 13)}@example.com`,
    passwordHash: '$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$aGFzaGhhc2hoYXNo',
    confirmedAt: null,
    invitedAt: null,
    confirmationSentAt: null,
    recoverySentAt: null,
    pendingEmail: '',
    emailChangeSentAt: null,
    lastSignInAt: null,
    appMetadata: '{"provider":"email"}' as Metadata,
    userMetadata: '{}' as Metadata,
    isSuperAdmin: false,
    phone: null,
    phoneConfirmedAt: null,
    bannedUntil: null,
    deletedAt: null,
    passwordChangedAt: null,
    isAnonymous: false,
    revision: 0,
    createdAt: noon,
    changedAt: afterNoon,
    ...given,
  }
}

export function handleOf(user: User, given: Partial<Handle> = {}): Handle {
  return {
    digest: emailHandle(user.site, user.audience, user.email),
    userId: user.id,
    kind: emailHandleKind(user.email),
    ref: null,
    createdAt: afterNoon,
    ...given,
  }
}

export function aSession(user: User, given: Partial<Session> = {}): Session {
  const id = given.id ?? (freshUuid() as SessionId)
  return {
    id,
    userId: user.id,
    createdAt: afterNoon,
    refreshedAt: afterNoon,
    expiresAt: instantAt(8_640_000_000_000_000),
    endedAt: null,
    endReason: null,
    generation: 0,
    tokenDigest: sha256(id),
    parentDigest: null,
    tokenKey: 1,
    lateRepeatAt: null,
    methods: [{ method: 'password', at: afterNoon }],
    factorId: null,
    userAgent: 'Example/1.0',
    ip: '203.0.113.7',
    ipPrefix: '203.0.113.7',
    epoch: 0,
    ...given,
  }
}

export function aToken(user: User, given: Partial<OneTimeToken> = {}): OneTimeToken {
  return {
    userId: user.id,
    purpose: 'confirmation',
    tokenDigest: sha256(`token ${freshUuid()}`),
    codeDigest: null,
    relatesTo: user.email,
    issuedAt: afterNoon,
    expiresAt: instantAt(afterNoon + 3_600_000),
    tries: 0,
    usedAt: null,
    sessionId: null,
    next: {},
    ...given,
  }
}

export function anEvent(user: User, given: Partial<AuditEvent> = {}): AuditEvent {
  const occurredAt = given.occurredAt ?? afterNoon
  const chance = sha256(`event ${freshUuid()}`)
  return {
    id: uuidV7(occurredAt, chance.subarray(0, 10)) as AuditEventId,
    site: user.site,
    occurredAt,
    action: 'login',
    actor: { id: user.id, email: user.email },
    userId: user.id,
    traits: null,
    ip: '203.0.113.7',
    salt: chance.slice(10, 26),
    ...given,
  }
}

export function aMessage(user: User, given: Partial<OutboxMessage> = {}): OutboxMessage {
  const createdAt = given.createdAt ?? afterNoon
  const chance = sha256(`message ${freshUuid()}`)
  return {
    id: uuidV7(createdAt, chance.subarray(0, 10)) as MessageId,
    site: user.site,
    kind: 'mail',
    orderingKey: chance.slice(10, 26),
    userId: user.id,
    purpose: 'confirmation',
    tokenDigest: sha256(chance),
    payload: new Uint8Array([1, 2, 3]),
    createdAt,
    ...given,
  }
}
