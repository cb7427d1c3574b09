import type { AuthenticationMethodName } from '../domain/assurance.ts'
import { accessClaims, type IssuedTokens } from '../domain/claims.ts'
import type { ClientHint } from '../domain/client-hint.ts'
import type { SessionId, UserId } from '../domain/ids.ts'
import { type RefreshToken, writeRefreshToken } from '../domain/refresh-token.ts'
import { type Session, sessionExpiry } from '../domain/session.ts'
import type { User } from '../domain/user.ts'
import type { Instant } from '../kernel/instant.ts'
import { uuidV4 } from '../kernel/uuid.ts'
import type { Needs } from './needs.ts'

/** A session about to be stored, and the first token of its chain. */
export interface NewSession {
  readonly session: Session
  readonly refreshToken: RefreshToken
}

/** Draws a new session with fresh secrets. Made outside the transaction, which may run twice (INV-19). */
export function drawSession(
  { keys, policy, random }: Needs,
  userId: UserId,
  method: AuthenticationMethodName,
  client: ClientHint,
  now: Instant,
): NewSession {
  const id = uuidV4(random.bytes(16)) as SessionId
  const refreshToken = writeRefreshToken(keys.refresh, userId, id, 0, random.bytes(32))
  return {
    refreshToken,
    session: {
      id,
      userId,
      createdAt: now,
      refreshedAt: now,
      expiresAt: sessionExpiry(now, policy.session),
      endedAt: null,
      endReason: null,
      generation: 0,
      tokenDigest: refreshToken.digest,
      parentDigest: null,
      tokenKey: refreshToken.keyNumber,
      lateRepeatAt: null,
      methods: [{ method, at: now }],
      factorId: null,
      userAgent: client.userAgent.slice(0, 255),
      ip: client.ip,
      ipPrefix: client.prefix,
      epoch: policy.epoch,
    },
  }
}

/** Signs what a committed session hands out (INV-17: never before the commit). */
export function issueTokens(
  { policy, signer }: Needs,
  user: User,
  session: SessionId,
  refreshToken: RefreshToken,
  now: Instant,
): IssuedTokens {
  return {
    accessToken: signer.sign(accessClaims(user, session, now, policy.token)),
    expiresIn: policy.token.lifetime,
    refreshToken: refreshToken.text,
  }
}
