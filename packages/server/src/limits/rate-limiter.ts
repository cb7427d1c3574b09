import type { Limit, LimitRule, Limits } from '../domain/limits.ts'
import { type Digest, sha256 } from '../kernel/digest.ts'
import { type Instant, secondsUntil } from '../kernel/instant.ts'
import type { Clock } from '../ports/clock.ts'
import type { RateLimiter, Reservation } from '../ports/rate-limiter.ts'
import type { Count, Counters } from '../ports/store.ts'

export interface RateLimiterNeeds {
  readonly limits: Limits
  readonly counters: Counters
  readonly clock: Clock
}

/** What applies to a subject now: its limit, and the counter it is held against. */
interface Applied {
  readonly points: number
  readonly windowMs: number
  readonly key: Digest
}

/** The rule that grows harder each time it is passed (SEC-18). */
const hardening: LimitRule = 'sign_in_failures_by_account'

/** How long it is remembered that a subject passed the rule, and the longest it then waits. */
const dayMs = 86_400_000
const hourMs = 3_600_000

/**
 * Fixed windows on shared counters. A window begins with its first attempt; attempts refused in it
 * are counted and do not prolong it.
 *
 * Who passes the limit of failed sign-ins finds the next window twice as long, up to an hour, and
 * half as many tries in it, down to one; a success or a day forgets that (SEC-18, SEC-19: slower,
 * never locked). That is under a hundred guesses a day (SP 800-63B-4 §3.2.2).
 */
export function createRateLimiter({ limits, counters, clock }: RateLimiterNeeds): RateLimiter {
  async function applied(rule: LimitRule, subject: string, now: Instant): Promise<Applied | null> {
    const limit = limits[rule]
    if (limit === null) return null
    const key = keyOf(rule, subject)
    if (rule !== hardening) return { points: limit.points, windowMs: limit.window * 1000, key }
    const strikes = await counters.read(strikesKey(subject), now)
    return { ...hardened(limit, strikes?.points ?? 0), key }
  }

  return {
    async reserve(rule, subject) {
      const now = clock.now()
      const limit = await applied(rule, subject, now)
      if (limit === null) return allowed
      const count = await counters.add(limit.key, 1, now, limit.windowMs)
      const isFirstBeyond = count.points === limit.points + 1 // of parallel attempts only one is
      if (rule === hardening && isFirstBeyond) {
        await counters.add(strikesKey(subject), 1, now, dayMs)
      }
      return judged(count, count.points <= limit.points, now)
    },

    async peek(rule, subject) {
      const now = clock.now()
      const limit = await applied(rule, subject, now)
      const count = limit === null ? null : await counters.read(limit.key, now)
      if (limit === null || count === null) return allowed
      return judged(count, count.points < limit.points, now)
    },

    async refund(rule, subject) {
      const now = clock.now()
      const limit = await applied(rule, subject, now)
      if (limit === null) return
      const count = await counters.read(limit.key, now)
      if (count !== null && count.points > 0) await counters.add(limit.key, -1, now, limit.windowMs)
    },

    async clear(rule, subject) {
      if (limits[rule] === null) return
      await counters.clear(keyOf(rule, subject))
      if (rule === hardening) await counters.clear(strikesKey(subject))
    },
  }
}

const allowed: Reservation = { allowed: true }

function judged(count: Count, isAllowed: boolean, now: Instant): Reservation {
  return isAllowed ? allowed : { allowed: false, retryAfter: secondsUntil(now, count.windowEnds) }
}

function hardened(limit: Limit, strikes: number): Omit<Applied, 'key'> {
  const factor = 2 ** strikes
  const windowMs = limit.window * 1000
  return {
    points: Math.max(1, Math.floor(limit.points / factor)),
    windowMs: Math.max(windowMs, Math.min(hourMs, windowMs * factor)),
  }
}

function keyOf(rule: LimitRule, subject: string): Digest {
  return sha256(`latchkey/limit/1\0${rule}\0${subject}`)
}

function strikesKey(subject: string): Digest {
  return sha256(`latchkey/limit/1\0${hardening}/strikes\0${subject}`)
}
