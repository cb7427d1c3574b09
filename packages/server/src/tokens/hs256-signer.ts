import { createHmac } from 'node:crypto'
import type { VerifiedClaims } from '../domain/claims.ts'
import type { TokenFlaw } from '../domain/refusal.ts'
import { readBase64url, writeBase64urlText } from '../kernel/base64url.ts'
import { equalBytes, type HmacKey, hmacKey } from '../kernel/digest.ts'
import { epochSeconds, type Instant, type Seconds, seconds } from '../kernel/instant.ts'
import { granted, type Outcome, refused } from '../kernel/outcome.ts'
import type { TokenSigner } from '../ports/token-signer.ts'
import {
  type ClaimRules,
  claimsFlaw,
  readAccessClaims,
  type SignedClaims,
  writeAccessClaims,
} from './access-claims.ts'
import { encodingFlaw, readCompactJws } from './compact-jws.ts'
import { headerFlaw } from './jws-algorithm.ts'
import { createVerifiedTokenCache } from './verified-token-cache.ts'

export interface Hs256Options {
  /** Its UTF-8 bytes are the key (server spec 2.1). Whether it is strong is `secretWeakness`'s question. */
  readonly secret: string
  /** Secrets that no longer sign and still verify (SEC-48). */
  readonly previousSecrets?: readonly PreviousSecret[]
  /** How far clocks may differ: 5 s, or 0 as the original. */
  readonly leeway: Seconds
  /** Required of every token when set (SEC-45). */
  readonly issuer: string | null
  /** Audiences that tokens may name; the empty text is a token without one. Default any. */
  readonly audiences?: ReadonlySet<string> | 'any'
  /** How many verified tokens are remembered; 0 for none. Default 10,000, about 10 MB. */
  readonly cacheSize?: number
}

export interface PreviousSecret {
  readonly secret: string
  /** From this moment on its tokens are not believed. */
  readonly until: Instant
}

export interface Hs256Signer extends TokenSigner {
  /** Forgets every verified token: whenever a key changes. */
  flush(): void
}

interface Key {
  readonly hmac: HmacKey
  readonly until: Instant | null
}

interface Believed extends SignedClaims {
  readonly keyEnds: Instant | null
}

const keyId = 'nf-ident'
const header = writeBase64urlText(`{"alg":"HS256","kid":"${keyId}","typ":"JWT"}`)
const utf8 = new TextEncoder()

/**
 * Access tokens as GoTrue signs them: HS256, one secret, header fixed to the byte.
 *
 * A verified token is remembered whole; the dates are held against `now` at each use.
 */
export function createHs256Signer(options: Hs256Options): Hs256Signer {
  const key = keyOf(options.secret)
  const keys: readonly Key[] = [
    { hmac: key, until: null },
    ...(options.previousSecrets ?? []).map(({ secret, until }) => ({
      hmac: keyOf(secret),
      until,
    })),
  ]
  const rules: ClaimRules = { issuer: options.issuer, audiences: options.audiences ?? 'any' }
  const cache = createVerifiedTokenCache<Believed>(options.cacheSize ?? 10_000)

  return {
    sign(claims) {
      const signed = `${header}.${writeBase64urlText(writeAccessClaims(claims))}`
      return `${signed}.${createHmac('sha256', key).update(signed).digest('base64url')}`
    },

    verify(token, now, graceAfterExpiry = seconds(0)): Outcome<VerifiedClaims, TokenFlaw> {
      const known = cache.find(token)
      const read = known === undefined ? believe(token, keys, rules) : granted(known)
      if (!read.granted) return read
      const flaw = dateFlaw(read.value, now, options.leeway, graceAfterExpiry)
      if (flaw !== null) return refused(flaw)
      if (known === undefined) cache.add(token, read.value)
      return granted(read.value.verified)
    },

    flush: () => cache.flush(),
  }
}

function keyOf(secret: string): HmacKey {
  if (secret === '') throw new RangeError('an empty secret proves nothing')
  return hmacKey(utf8.encode(secret))
}

/**
 * Everything about a token but its dates, in the original's order (server spec 2.2): form, header,
 * claims, algorithm, signature. A bad signature is told before a date (CVE-2024-51744).
 */
function believe(
  token: string,
  keys: readonly Key[],
  rules: ClaimRules,
): Outcome<Believed, TokenFlaw> {
  const jws = readCompactJws(token)
  if (!jws.granted) return jws
  const { header, payload, signed, signature } = jws.value
  const claims = readAccessClaims(payload)
  if (!claims.granted) return claims
  const flaw = headerFlaw(header, keyId)
  if (flaw !== null) return refused(flaw)
  const key = keys.find(({ hmac }) => isSignature(signature, signed, hmac))
  if (key === undefined) return refused(signatureFlaw(signature))
  const misfit = claimsFlaw(payload, claims.value, rules)
  return misfit === null ? granted({ ...claims.value, keyEnds: key.until }) : refused(misfit)
}

// Compared as text: a strict base64url value has one spelling, so altered unused bits never pass.
function isSignature(signature: string, signed: string, key: HmacKey): boolean {
  const expected = createHmac('sha256', key).update(signed).digest('base64url')
  return equalBytes(utf8.encode(signature), utf8.encode(expected))
}

function signatureFlaw(signature: string): TokenFlaw {
  const encoding = readBase64url(signature) === null ? encodingFlaw(signature) : null
  return encoding?.kind === 'base64' ? encoding : { kind: 'signature' }
}

/** What is wrong with a token's dates at `now`, or `null`. Of several the last is told (server spec 2.2). */
function dateFlaw(
  { verified, issuedAt, notBefore, keyEnds }: Believed,
  now: Instant,
  leeway: Seconds,
  graceAfterExpiry: Seconds,
): TokenFlaw | null {
  const soon = now + leeway * 1000
  const end = (verified.expiresAt + leeway + graceAfterExpiry) * 1000
  if (keyEnds !== null && now >= keyEnds) return { kind: 'signature' }
  if (notBefore !== null && soon < notBefore * 1000) return { kind: 'not_yet' }
  if (issuedAt !== null && soon < issuedAt * 1000) return { kind: 'issued_later' }
  if (now >= end) return { kind: 'expired', seconds: epochSeconds(now) - verified.expiresAt }
  return null
}
