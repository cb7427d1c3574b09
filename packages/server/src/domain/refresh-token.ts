import { readBase64url, writeBase64url } from '../kernel/base64url.ts'
import { concat, readUint32, uint32 } from '../kernel/bytes.ts'
import {
  type Digest,
  deriveKey,
  equalBytes,
  type HmacKey,
  hmacKey,
  hmacSha256,
  sha256,
} from '../kernel/digest.ts'
import { add, type Instant, type Seconds } from '../kernel/instant.ts'
import { readUuid, writeUuid } from '../kernel/uuid.ts'
import type { SessionId, UserId } from './ids.ts'
import type { Session } from './session.ts'

const version = 1
const headLength = 2 + 16 + 16 + 4 + 32
const wholeLength = headLength + 16

/** The keys that tag refresh tokens and derive their successors; `number` is written into each token. */
export interface RefreshKey {
  readonly number: number
  readonly tag: HmacKey
  readonly next: HmacKey
}

/** One link of a session's chain, as presented or about to be handed out (model 1.2). */
export interface RefreshToken {
  readonly text: string
  readonly digest: Digest
  readonly keyNumber: number
  readonly userId: UserId
  readonly sessionId: SessionId
  readonly generation: number
  readonly secret: Uint8Array
}

export interface PresentedToken extends RefreshToken {
  /** True when the tag proves that this server once made the token. */
  readonly isOurs: boolean
}

export function refreshKey(secret: string, number = 1): RefreshKey {
  return {
    number,
    tag: hmacKey(deriveKey(secret, 'latchkey/refresh/tag/1')),
    next: hmacKey(deriveKey(secret, 'latchkey/refresh/next/1')),
  }
}

/** Writes a token: base64url of `version ‖ key ‖ user ‖ session ‖ generation ‖ secret ‖ tag`, 115 characters. */
export function writeRefreshToken(
  key: RefreshKey,
  userId: UserId,
  sessionId: SessionId,
  generation: number,
  secret: Uint8Array,
): RefreshToken {
  const head = concat(
    new Uint8Array([version, key.number]),
    readUuid(userId),
    readUuid(sessionId),
    uint32(generation),
    secret,
  )
  const text = writeBase64url(concat(head, tagOf(key, head)))
  return {
    text,
    digest: sha256(text),
    keyNumber: key.number,
    userId,
    sessionId,
    generation,
    secret,
  }
}

/** Reads a token's parts without believing them; `null` when it is not of our form. */
export function readRefreshToken(text: string, key: RefreshKey): PresentedToken | null {
  if (text.length !== 115) return null
  const bytes = readBase64url(text)
  if (bytes === null || bytes.byteLength !== wholeLength || bytes[0] !== version) return null
  const head = bytes.subarray(0, headLength)
  const keyNumber = bytes[1] ?? 0
  return {
    text,
    digest: sha256(text),
    keyNumber,
    userId: writeUuid(bytes.subarray(2, 18)) as UserId,
    sessionId: writeUuid(bytes.subarray(18, 34)) as SessionId,
    generation: readUint32(bytes, 34),
    secret: bytes.slice(38, 70),
    isOurs: keyNumber === key.number && equalBytes(bytes.subarray(headLength), tagOf(key, head)),
  }
}

/**
 * The token that follows `parent`. Everybody who presents the same parent gets the same successor,
 * although only digests are kept (REL-04, SEC-35).
 */
export function successorOf(key: RefreshKey, parent: RefreshToken): RefreshToken {
  const generation = parent.generation + 1
  const secret = hmacSha256(key.next, readUuid(parent.sessionId), uint32(generation), parent.secret)
  return writeRefreshToken(key, parent.userId, parent.sessionId, generation, secret)
}

export interface RefreshRules {
  /** How long a used token still leads to its successor. */
  readonly grace: Seconds
  /** Whether the parent of an unused leaf is honoured after the grace, once in 24 h. */
  readonly honoursLostAnswer: boolean
  /** Whether a replay ends the session. */
  readonly replayEndsSession: boolean
}

export type RefreshDecision =
  | 'rotate'
  | 'repeat'
  | 'late_repeat'
  | 'superseded'
  | 'replay'
  | 'unknown'
  | 'newer_than_stored'

const lateRepeatWindow = 86_400 as Seconds

/**
 * Decides what presenting `token` at `now` means for a session that still lives.
 *
 * No token presented within the grace of its own use ends a session (INV-04): two tabs may refresh
 * together, and an answer may be lost. What is older is a replay (RFC 9700 §4.14.2).
 */
export function decideRefresh(
  session: Session,
  token: PresentedToken,
  now: Instant,
  rules: RefreshRules,
): RefreshDecision {
  const behind = session.generation - token.generation
  if (equalBytes(token.digest, session.tokenDigest)) return 'rotate'
  const isParent = session.parentDigest !== null && equalBytes(token.digest, session.parentDigest)
  if (!isParent && !token.isOurs) return 'unknown'
  if (behind <= 0) return behind < 0 ? 'newer_than_stored' : 'unknown'
  const withinGrace = rules.grace > 0 && now <= add(session.refreshedAt, rules.grace)
  if (!isParent) return withinGrace ? 'superseded' : 'replay'
  if (withinGrace) return 'repeat'
  return mayRepeatLate(session, now, rules) ? 'late_repeat' : 'replay'
}

function mayRepeatLate(session: Session, now: Instant, rules: RefreshRules): boolean {
  if (!rules.honoursLostAnswer) return false
  return session.lateRepeatAt === null || now >= add(session.lateRepeatAt, lateRepeatWindow)
}

function tagOf(key: RefreshKey, head: Uint8Array): Uint8Array {
  return hmacSha256(key.tag, head).subarray(0, 16)
}
