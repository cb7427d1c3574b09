import type { AccessClaims, VerifiedClaims } from '../domain/claims.ts'
import type { SessionId } from '../domain/ids.ts'
import type { TokenFlaw } from '../domain/refusal.ts'
import type { JsonObject, JsonValue } from '../kernel/json.ts'
import { writeJsonString } from '../kernel/json.ts'
import { granted, type Outcome, refused } from '../kernel/outcome.ts'
import { isUuid } from '../kernel/uuid.ts'

/** Everything a signed token said that the server acts on. Dates are NumericDates (RFC 7519 §2). */
export interface SignedClaims {
  readonly verified: VerifiedClaims
  /** `null` where the token does not say. */
  readonly issuedAt: number | null
  readonly notBefore: number | null
}

/** Which tokens are ours, apart from their signature. */
export interface ClaimRules {
  /** The one issuer; `null` where none is configured (SEC-45). */
  readonly issuer: string | null
  /** Audiences a token may be for; the empty text is a token without `aud`. */
  readonly audiences: ReadonlySet<string> | 'any'
}

/** The last second that a date of ECMAScript can name. */
const latest = 8_640_000_000_000

/**
 * The payload in GoTrue's order, then `session_id`, then `iss`; no `iat`. `aud` is a
 * string, absent when empty. Metadata is canonical JSON already and goes in as it is.
 */
export function writeAccessClaims(claims: AccessClaims): string {
  const audience = claims.audience === '' ? '' : `"aud":${writeJsonString(claims.audience)},`
  const session = claims.sessionId === null ? '' : `,"session_id":"${claims.sessionId}"`
  const issuer = claims.issuer === null ? '' : `,"iss":${writeJsonString(claims.issuer)}`
  return (
    `{${audience}"exp":${claims.expiresAt},"sub":"${claims.subject}",` +
    `"email":${writeJsonString(claims.email)},"app_metadata":${claims.appMetadata},` +
    `"user_metadata":${claims.userMetadata}${session}${issuer}}`
  )
}

/** What a payload claims, if every claim has its type: otherwise the original cannot decode it. */
export function readAccessClaims(payload: JsonObject): Outcome<SignedClaims, TokenFlaw> {
  const { aud = '', sub = '', email = '', session_id: session = null } = payload
  const { exp = 0, iat = null, nbf = null } = payload
  if (typeof aud !== 'string' || typeof sub !== 'string' || typeof email !== 'string') {
    return refused({ kind: 'json' })
  }
  if (!isDate(exp) || !isDateOrAbsent(iat) || !isDateOrAbsent(nbf)) return refused({ kind: 'json' })
  if (session !== null && (typeof session !== 'string' || !isUuid(session))) {
    return refused({ kind: 'claims' })
  }
  const sessionId = session as SessionId | null
  const verified = { audience: aud, subject: sub, email, expiresAt: exp, sessionId }
  return granted({ verified, issuedAt: iat, notBefore: nbf })
}

/**
 * What keeps the holder of a rightly signed token out, dates aside, or `null`. `exp` and `sub` are
 * required (SEC-44, Q-068): a token without end is never believed.
 */
export function claimsFlaw(
  payload: JsonObject,
  { verified }: SignedClaims,
  rules: ClaimRules,
): TokenFlaw | null {
  const isOurs =
    rules.issuer === null ? isAbsentOrText(payload['iss']) : payload['iss'] === rules.issuer
  const isForUs = rules.audiences === 'any' || rules.audiences.has(verified.audience)
  const isWhole = verified.expiresAt > 0 && verified.subject !== ''
  return isOurs && isForUs && isWhole ? null : { kind: 'claims' }
}

function isDate(value: JsonValue): value is number {
  return Number.isSafeInteger(value) && Math.abs(value as number) <= latest
}

function isDateOrAbsent(value: JsonValue): value is number | null {
  return value === null || isDate(value)
}

function isAbsentOrText(value: JsonValue | undefined): boolean {
  return value === undefined || typeof value === 'string'
}
