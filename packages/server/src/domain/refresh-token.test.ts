import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sha256 } from '../kernel/digest.ts'
import { type Instant, instantAt, seconds } from '../kernel/instant.ts'
import type { SessionId, UserId } from './ids.ts'
import {
  decideRefresh,
  type PresentedToken,
  type RefreshRules,
  type RefreshToken,
  readRefreshToken,
  refreshKey,
  successorOf,
  writeRefreshToken,
} from './refresh-token.ts'
import type { Session } from './session.ts'

const userId = '6d2f1f0e-9a4e-4a37-b0b4-2a8f3f5b9c01' as UserId
const sessionId = '0b9d6f1a-52c3-4f44-8f0a-7a6c2f1e9d02' as SessionId
const key = refreshKey('kept-for-tests-only-1f0c9a77e2b34d58')
const secret = new Uint8Array(32).fill(9)
const start: Instant = instantAt(1_800_000_000_000)
const after = (milliseconds: number) => instantAt(start + milliseconds)

/** Tokens of generation 0, 1, 2, …, each derived from the one before. */
function chainOf(length: number): RefreshToken[] {
  const chain = [writeRefreshToken(key, userId, sessionId, 0, secret)]
  while (chain.length < length) {
    const parent = chain.at(-1)
    if (parent !== undefined) chain.push(successorOf(key, parent))
  }
  return chain
}

function presented(token: RefreshToken | undefined): PresentedToken {
  const read = readRefreshToken(token?.text ?? '', key)
  if (read === null) throw new Error('no token')
  return read
}

/** A session whose fresh token is `leaf`, rotated last at `start`. */
function sessionAt(leaf: RefreshToken, parent: RefreshToken | null, late: Instant | null = null) {
  return {
    generation: leaf.generation,
    tokenDigest: leaf.digest,
    parentDigest: parent?.digest ?? null,
    refreshedAt: start,
    lateRepeatAt: late,
  } as Session
}

const rules: RefreshRules = {
  grace: seconds(30),
  honoursLostAnswer: true,
  replayEndsSession: true,
}

describe('the text of a refresh token (Q-055, model 1.2)', () => {
  it('is 115 characters that need no escaping', () => {
    expect(chainOf(1)[0]?.text).toMatch(/^[\w-]{115}$/)
  })

  it('names its user, session and generation, and is known as ours', () => {
    const sixteen = fc.uint8Array({ minLength: 32, maxLength: 32 })
    fc.assert(
      fc.property(sixteen, fc.integer({ min: 0, max: 2 ** 32 - 1 }), (random, generation) => {
        const token = writeRefreshToken(key, userId, sessionId, generation, random)
        expect(readRefreshToken(token.text, key)).toEqual({ ...token, isOurs: true })
      }),
    )
  })

  it('T-06, SEC-33: no part, addition or alteration of it is that token', () => {
    const text = chainOf(1)[0]?.text ?? ''
    for (let length = 0; length < text.length; length += 1) {
      expect(readRefreshToken(text.slice(0, length), key)).toBeNull()
    }
    for (const added of [`${text}=`, `${text}A`, ` ${text}`, `${text}\n`]) {
      expect(readRefreshToken(added, key)).toBeNull()
    }
    for (let at = 0; at < text.length; at += 1) {
      const other = text[at] === 'A' ? 'B' : 'A'
      const altered = readRefreshToken(text.slice(0, at) + other + text.slice(at + 1), key)
      expect(altered?.isOurs ?? false).toBe(false)
    }
  })

  it('is not ours when another secret or another key number tagged it', () => {
    const text = chainOf(1)[0]?.text ?? ''
    expect(readRefreshToken(text, refreshKey('another-secret'))?.isOurs).toBe(false)
    expect(readRefreshToken(text, { ...key, number: 2 })?.isOurs).toBe(false)
  })

  it.each(['', 'null', 'undefined', 'A'.repeat(115), 'A'.repeat(1024), "' OR 1=1--"])(
    'T-05: is never %j',
    (text) => {
      expect(readRefreshToken(text, key)).toBeNull()
    },
  )
})

describe('the successor of a token (REL-04, SEC-35)', () => {
  it('is the same for everybody who presents the same parent', () => {
    const [parent, child] = chainOf(2)
    expect(successorOf(key, presented(parent))).toEqual(child)
  })

  it('cannot be derived without the key, nor is it the next of another session', () => {
    const [parent] = chainOf(1)
    const texts = [
      successorOf(key, presented(parent)),
      successorOf(refreshKey('another-secret'), presented(parent)),
      successorOf(key, { ...presented(parent), sessionId: userId as string as SessionId }),
    ].map(({ secret: next }) => String(next))
    expect(new Set(texts).size).toBe(3)
  })

  it('never repeats in a long chain', () => {
    expect(new Set(chainOf(500).map(({ text }) => text)).size).toBe(500)
  })
})

describe('presenting a refresh token', () => {
  const chain = chainOf(5)
  const [first, second, third, fourth] = chain
  const session = sessionAt(fourth as RefreshToken, third as RefreshToken)

  it('rotates when it is the fresh one, at any time', () => {
    expect(decideRefresh(session, presented(fourth), after(0), rules)).toBe('rotate')
    expect(decideRefresh(session, presented(fourth), after(9e9), rules)).toBe('rotate')
  })

  it.each([
    ['Q-049 at once', 0, 'repeat'],
    ['Q-049 at the end of the grace', 30_000, 'repeat'],
    ['Q-050 a moment later', 30_001, 'late_repeat'],
    ['a clock that went back', -5000, 'repeat'],
  ] as const)('that was just used: %s it is a %s', (_when, now, meaning) => {
    expect(decideRefresh(session, presented(third), after(now), rules)).toBe(meaning)
  })

  it.each([
    ['T-02 within the grace', 30_000, 'superseded'],
    ['Q-051 after it', 30_001, 'replay'],
  ] as const)('two or more behind: %s it is %s (INV-04)', (_when, now, meaning) => {
    expect(decideRefresh(session, presented(second), after(now), rules)).toBe(meaning)
    expect(decideRefresh(session, presented(first), after(now), rules)).toBe(meaning)
  })

  it.each([
    ['a day less a millisecond ago', 86_399_999, 'replay'],
    ['a day ago', 86_400_000, 'late_repeat'],
  ] as const)('Q-050: late again, %s, it is a %s', (_when, ago, meaning) => {
    const late = sessionAt(fourth as RefreshToken, third as RefreshToken, after(60_000))
    expect(decideRefresh(late, presented(third), after(60_000 + ago), rules)).toBe(meaning)
  })

  it('Q-050: late is a replay where lost answers are not honoured', () => {
    const strict = { ...rules, honoursLostAnswer: false }
    expect(decideRefresh(session, presented(third), after(30_000), strict)).toBe('repeat')
    expect(decideRefresh(session, presented(third), after(30_001), strict)).toBe('replay')
  })

  it('Q-049 exact: has no grace at all when the grace is zero', () => {
    const exact = { grace: seconds(0), honoursLostAnswer: false, replayEndsSession: false }
    expect(decideRefresh(session, presented(third), start, exact)).toBe('replay')
    expect(decideRefresh(session, presented(second), start, exact)).toBe('replay')
  })

  it('is unknown without a right tag, so that a forger ends no session', () => {
    const forged = { ...presented(second), isOurs: false, digest: sha256('forged') }
    expect(decideRefresh(session, forged, after(9e9), rules)).toBe('unknown')
    const sameGeneration = { ...presented(fourth), digest: sha256('forged') }
    expect(decideRefresh(session, sameGeneration, start, rules)).toBe('unknown')
  })

  it('is believed by its digest when its key is gone', () => {
    expect(decideRefresh(session, { ...presented(fourth), isOurs: false }, start, rules)).toBe(
      'rotate',
    )
    expect(decideRefresh(session, { ...presented(third), isOurs: false }, start, rules)).toBe(
      'repeat',
    )
  })

  it('is an alarm when it is newer than the database (a restored backup)', () => {
    const restored = sessionAt(second as RefreshToken, first as RefreshToken)
    expect(decideRefresh(restored, presented(fourth), start, rules)).toBe('newer_than_stored')
  })

  it('of a chain that began anew is superseded within the grace, and then a replay', () => {
    const stepped = sessionAt(fourth as RefreshToken, null)
    expect(decideRefresh(stepped, presented(third), after(30_000), rules)).toBe('superseded')
    expect(decideRefresh(stepped, presented(third), after(30_001), rules)).toBe('replay')
  })

  it('within the grace of its own use never ends a session (INV-04)', () => {
    // Any number of tabs refresh in any order and at any pace, each with a token it was given.
    const gap = fc.integer({ min: 0, max: 40_000 })
    fc.assert(
      fc.property(fc.array(gap, { minLength: 1, maxLength: 8 }), gap, (gaps, wait) => {
        const links = chainOf(gaps.length + 1)
        let now: number = start
        const usedAt = gaps.map((each) => {
          now += each
          return now
        })
        const leaf = links.at(-1) as RefreshToken
        const last = instantAt(usedAt.at(-1) ?? start)
        const rotated = { ...sessionAt(leaf, links.at(-2) ?? null), refreshedAt: last }
        const then = instantAt(last + wait)
        for (const [at, used] of usedAt.entries()) {
          if (then > used + 30_000) continue
          const meaning = decideRefresh(rotated, presented(links[at]), then, rules)
          expect(['repeat', 'superseded']).toContain(meaning)
        }
      }),
    )
  })
})
