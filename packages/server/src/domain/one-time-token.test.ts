import { describe, expect, it } from 'vitest'
import { sha256 } from '../kernel/digest.ts'
import { instantAt } from '../kernel/instant.ts'
import type { UserId } from './ids.ts'
import { hasExpired, linkTokenDigest, type OneTimeToken, writeLinkToken } from './one-time-token.ts'

const token: OneTimeToken = {
  userId: '6d2f1f0e-9a4e-4a37-b0b4-2a8f3f5b9c01' as UserId,
  purpose: 'recovery',
  tokenDigest: null,
  codeDigest: null,
  relatesTo: 'a@x.test',
  issuedAt: instantAt(0),
  expiresAt: instantAt(3_600_000),
  tries: 0,
  usedAt: null,
  sessionId: null,
  next: {},
}

describe('a link token (SEC-25)', () => {
  it('is 43 characters that need no escaping in a URL', () => {
    expect(writeLinkToken(new Uint8Array(32).fill(0xfb))).toMatch(/^[\w-]{43}$/)
  })

  it('is found by the digest of its text, so that an altered one is another one', () => {
    const text = writeLinkToken(new Uint8Array(32))
    expect(linkTokenDigest(text)).toEqual(sha256(text))
    expect(linkTokenDigest(`${text.slice(0, -1)}B`)).not.toEqual(linkTokenDigest(text))
  })
})

describe('SEC-28: the end of a token', () => {
  it.each([
    ['a millisecond before', 3_599_999, false],
    ['the moment itself', 3_600_000, true],
    ['a millisecond after', 3_600_001, true],
  ])('%s', (_when, now, isOver) => {
    expect(hasExpired(token, instantAt(now))).toBe(isOver)
  })
})
