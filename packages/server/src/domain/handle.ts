import { type Digest, sha256 } from '../kernel/digest.ts'
import type { Instant } from '../kernel/instant.ts'
import { asciiLower, readEmailAddress } from './email-address.ts'
import type { SiteId, UserId } from './ids.ts'

/** One thing that finds a user; its digest is unique, and that is what makes addresses unique (INV-01). */
export interface Handle {
  readonly digest: Digest
  readonly userId: UserId
  readonly kind: HandleKind
  /** The identity or passkey behind it; `null` for addresses. */
  readonly ref: string | null
  readonly createdAt: Instant
}

export type HandleKind = 'email' | 'email_raw' | 'phone' | 'provider' | 'passkey'

/**
 * The digest under which an address is found (model 2.3).
 *
 * A stored address that no longer reads as one is found by its folded bytes: it can sign in, and is
 * never created.
 */
export function emailHandle(site: SiteId, audience: string, address: string): Digest {
  const read = readEmailAddress(address)
  return read === null
    ? handleDigest('email_raw', site, audience, asciiLower(address))
    : handleDigest('email', site, audience, read.canonical)
}

export function handleDigest(
  kind: 'email' | 'email_raw' | 'phone',
  site: SiteId,
  audience: string,
  canonical: string,
): Digest {
  return sha256(['latchkey/handle/1', kind, site, audience, canonical].join('\0'))
}

export function emailHandleKind(address: string): HandleKind {
  return readEmailAddress(address) === null ? 'email_raw' : 'email'
}
