import { describe, expect, it } from 'vitest'
import { handClock } from '../../test/support/hand-clock.ts'
import { type Limits, safeLimits } from '../domain/limits.ts'
import { type Digest, sha256 } from '../kernel/digest.ts'
import { writeHex } from '../kernel/hex.ts'
import { seconds } from '../kernel/instant.ts'
import type { RateLimiter } from '../ports/rate-limiter.ts'
import type { Counters } from '../ports/store.ts'
import { MemoryCounters } from '../store/counters/memory-counters.ts'
import { createRateLimiter } from './rate-limiter.ts'

const limits: Limits = {
  ...safeLimits,
  sign_up_by_client: { points: 3, window: seconds(60) },
  refresh_by_session: null,
}

function limiterByHand(counters: Counters = new MemoryCounters()) {
  const clock = handClock()
  return {
    limiter: createRateLimiter({ limits, counters, clock }),
    wait: (count: number) => clock.advance(count * 1000),
  }
}

const byClient = 'sign_up_by_client'
const byAccount = 'sign_in_failures_by_account'

/** How many of so many attempts in a row are allowed. */
async function allowedOf(limiter: RateLimiter, attempts: number, subject = 'a'): Promise<number> {
  let count = 0
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    if ((await limiter.reserve(byAccount, subject)).allowed) count += 1
  }
  return count
}

describe('a rule (SEC-18)', () => {
  it('allows its points in a window and says when the window ends', async () => {
    const { limiter, wait } = limiterByHand()
    for (let attempt = 0; attempt < 3; attempt += 1) {
      expect(await limiter.reserve(byClient, '192.0.2.1')).toEqual({ allowed: true })
    }
    wait(20)
    const refused = await limiter.reserve(byClient, '192.0.2.1')
    expect(refused).toEqual({ allowed: false, retryAfter: 40 })
    wait(39)
    expect((await limiter.reserve(byClient, '192.0.2.1')).allowed).toBe(false)
    wait(1)
    expect(await limiter.reserve(byClient, '192.0.2.1')).toEqual({ allowed: true })
  })

  it('of two hundred parallel attempts allows its points', async () => {
    const { limiter } = limiterByHand()
    const attempts = Array.from({ length: 200 }, () => limiter.reserve(byClient, '192.0.2.1'))
    expect((await Promise.all(attempts)).filter(({ allowed }) => allowed)).toHaveLength(3)
  })

  it('counts each subject, and each rule, by itself', async () => {
    const { limiter } = limiterByHand()
    for (let attempt = 0; attempt < 4; attempt += 1) await limiter.reserve(byClient, 'one')
    expect((await limiter.reserve(byClient, 'one')).allowed).toBe(false)
    expect((await limiter.reserve(byClient, 'other')).allowed).toBe(true)
    expect((await limiter.reserve('recover_by_client', 'one')).allowed).toBe(true)
  })

  it('that is switched off allows everything and counts nothing', async () => {
    const counters = new MemoryCounters()
    const { limiter } = limiterByHand(counters)
    for (let attempt = 0; attempt < 100; attempt += 1) {
      expect((await limiter.reserve('refresh_by_session', 'a')).allowed).toBe(true)
    }
    await limiter.refund('refresh_by_session', 'a')
    await limiter.clear('refresh_by_session', 'a')
    expect((await limiter.peek('refresh_by_session', 'a')).allowed).toBe(true)
    expect(counters.size).toBe(0)
  })

  it('stores no subject, only a digest', async () => {
    const kept: Digest[] = []
    const memory = new MemoryCounters()
    const { limiter } = limiterByHand({
      read: (...call) => memory.read(...call),
      clear: (...call) => memory.clear(...call),
      add: (key, ...rest) => {
        kept.push(key)
        return memory.add(key, ...rest)
      },
    })
    await limiter.reserve(byClient, '192.0.2.1')
    expect(kept.map(writeHex)).toEqual([
      writeHex(sha256('latchkey/limit/1\0sign_up_by_client\x00192.0.2.1')),
    ])
  })
})

describe('looking at a rule', () => {
  it('tells what an attempt would meet, and counts none', async () => {
    const { limiter, wait } = limiterByHand()
    for (let look = 0; look < 10; look += 1) await limiter.peek(byClient, 'a')
    for (let attempt = 0; attempt < 2; attempt += 1) await limiter.reserve(byClient, 'a')
    expect(await limiter.peek(byClient, 'a')).toEqual({ allowed: true })
    await limiter.reserve(byClient, 'a')
    wait(50)
    expect(await limiter.peek(byClient, 'a')).toEqual({ allowed: false, retryAfter: 10 })
  })
})

describe('giving points back', () => {
  it('makes room for another attempt', async () => {
    const { limiter } = limiterByHand()
    for (let attempt = 0; attempt < 3; attempt += 1) await limiter.reserve(byClient, 'a')
    await limiter.refund(byClient, 'a')
    expect((await limiter.reserve(byClient, 'a')).allowed).toBe(true)
    expect((await limiter.reserve(byClient, 'a')).allowed).toBe(false)
  })

  it('lends no credit where nothing was counted', async () => {
    const { limiter } = limiterByHand()
    for (let times = 0; times < 5; times += 1) await limiter.refund(byClient, 'a')
    await limiter.reserve(byClient, 'a')
    for (let times = 0; times < 5; times += 1) await limiter.refund(byClient, 'a')
    for (let attempt = 0; attempt < 3; attempt += 1) await limiter.reserve(byClient, 'a')
    expect((await limiter.reserve(byClient, 'a')).allowed).toBe(false)
  })

  it('SEC-23: forgets a count after a success', async () => {
    const { limiter } = limiterByHand()
    for (let attempt = 0; attempt < 4; attempt += 1) await limiter.reserve(byClient, 'a')
    await limiter.clear(byClient, 'a')
    expect((await limiter.reserve(byClient, 'a')).allowed).toBe(true)
  })
})

describe('Q-144: failed sign-ins of one account', () => {
  it('are ten in a quarter of an hour', async () => {
    const { limiter } = limiterByHand()
    expect(await allowedOf(limiter, 10)).toBe(10)
    expect(await limiter.reserve(byAccount, 'a')).toEqual({ allowed: false, retryAfter: 900 })
  })

  it('SEC-18: wait twice as long each time the limit is passed, an hour at most', async () => {
    const { limiter, wait } = limiterByHand()
    const waits: number[] = []
    for (let round = 0; round < 5; round += 1) {
      await allowedOf(limiter, 20)
      const refused = await limiter.reserve(byAccount, 'a')
      if (refused.allowed) throw new Error('expected to wait')
      waits.push(refused.retryAfter)
      wait(refused.retryAfter)
    }
    expect(waits).toEqual([900, 1800, 3600, 3600, 3600])
  })

  it('are half as many each time, and never none: slower, not locked (SEC-19)', async () => {
    const { limiter, wait } = limiterByHand()
    const tries: number[] = []
    for (let round = 0; round < 6; round += 1) {
      tries.push(await allowedOf(limiter, 20))
      wait(3600)
    }
    expect(tries).toEqual([10, 5, 2, 1, 1, 1])
  })

  it('are under a hundred a day, however they are timed (SP 800-63B-4 §3.2.2)', async () => {
    const { limiter, wait } = limiterByHand()
    let tries = 0
    for (let minute = 0; minute < 24 * 60; minute += 1) {
      tries += await allowedOf(limiter, 2)
      wait(60)
    }
    expect(tries).toBeLessThan(100)
  })

  it('pass the limit once a window, however many come at once', async () => {
    const { limiter, wait } = limiterByHand()
    await Promise.all(Array.from({ length: 200 }, () => limiter.reserve(byAccount, 'a')))
    wait(900)
    expect(await allowedOf(limiter, 20)).toBe(5)
  })

  it('are forgotten after a success, and after a day', async () => {
    const { limiter, wait } = limiterByHand()
    await allowedOf(limiter, 20)
    await limiter.clear(byAccount, 'a')
    expect(await allowedOf(limiter, 20)).toBe(10)
    wait(86_400)
    expect(await allowedOf(limiter, 20)).toBe(10)
  })

  it('of one account hinder no other', async () => {
    const { limiter } = limiterByHand()
    await allowedOf(limiter, 50)
    expect(await allowedOf(limiter, 20, 'b')).toBe(10)
  })
})
