import type { NextStep, OneTimeToken } from '../../domain/one-time-token.ts'
import type { OneTimeTokenRow } from '../schema/one-time-tokens.ts'

export function readOneTimeToken(row: OneTimeTokenRow): OneTimeToken {
  return {
    userId: row.user_id,
    purpose: row.purpose,
    tokenDigest: row.token_digest,
    codeDigest: row.code_digest,
    relatesTo: row.relates_to,
    issuedAt: row.issued_at,
    expiresAt: row.expires_at,
    tries: row.tries,
    usedAt: row.used_at,
    sessionId: row.session_id,
    next: row.next === null ? {} : (JSON.parse(row.next) as NextStep),
  }
}

export function writeOneTimeToken(token: OneTimeToken): OneTimeTokenRow {
  return {
    user_id: token.userId,
    purpose: token.purpose,
    token_digest: token.tokenDigest,
    code_digest: token.codeDigest,
    relates_to: token.relatesTo,
    issued_at: token.issuedAt,
    expires_at: token.expiresAt,
    tries: token.tries,
    used_at: token.usedAt,
    session_id: token.sessionId,
    flow_id: null,
    next: Object.keys(token.next).length === 0 ? null : JSON.stringify(token.next),
  }
}
