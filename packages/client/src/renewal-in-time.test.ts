import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type HandClock, handClock } from '../test/support/hand-clock.ts'
import { sessionOf, tokens } from '../test/support/tokens.ts'
import { AuthError } from './errors.ts'
import { createKeeper, type SessionKeeper } from './session-keeper.ts'
import { memoryStorage } from './storage.ts'
import type { Tokens } from './stored-session.ts'
import { noLock } from './tab-lock.ts'

/** The two things that a page tells: whether it is hidden, and that it woke. */
const page = { hidden: false, target: new EventTarget() }

beforeEach(() => {
  page.hidden = false
  page.target = new EventTarget()
  vi.stubGlobal('document', page)
  const { target } = page
  vi.stubGlobal('addEventListener', target.addEventListener.bind(target))
  vi.stubGlobal('removeEventListener', target.removeEventListener.bind(target))
})
afterEach(() => void vi.unstubAllGlobals())

function open(clock: HandClock, seconds: number, answer: () => Tokens): [SessionKeeper, number[]] {
  const askedAt: number[] = []
  const began = clock.now()
  const storage = memoryStorage()
  storage.write(JSON.stringify(sessionOf(tokens(clock.now(), seconds))))
  const exchange = async (): Promise<Tokens> => {
    askedAt.push((clock.now() - began) / 1000)
    return answer()
  }
  const keeper = createKeeper({
    name: 's',
    storage,
    clock,
    lock: noLock,
    isAutomatic: true,
    exchange,
  })
  return [keeper, askedAt]
}

describe('a page that stays open', () => {
  it('renews within the last minute of each token, and not before', async () => {
    const clock = handClock()
    const [keeper, askedAt] = open(clock, 3600, () => tokens(clock.now()))
    await clock.pass(2 * 3600_000)
    expect(askedAt).toHaveLength(2)
    expect(askedAt[0]).toBeGreaterThanOrEqual(3540)
    expect(askedAt[0]).toBeLessThan(3600)
    keeper.close()
  })

  it('R3: never asks more often than twice a minute, however short or long a token lives', async () => {
    for (const seconds of [0, 1, 30, 40 * 24 * 3600]) {
      const clock = handClock()
      const [keeper, askedAt] = open(clock, seconds, () => tokens(clock.now(), seconds))
      await clock.pass(600_000)
      expect(askedAt.length, `${seconds} s`).toBeLessThanOrEqual(21)
      keeper.close()
    }
  })

  it('goes on trying after failures, and is quiet after the session has ended', async () => {
    const clock = handClock()
    let isBack = false
    const [keeper, askedAt] = open(clock, 0, () => {
      if (isBack) throw new AuthError('no', { code: 'invalid_grant', status: 401 })
      throw new AuthError('off', { code: 'network_failed' })
    })
    await clock.pass(120_000)
    expect(askedAt.length).toBeGreaterThan(3)
    isBack = true
    await clock.pass(30_000)
    const seen = askedAt.length
    await clock.pass(7_200_000)
    expect(askedAt).toHaveLength(seen)
    keeper.close()
  })

  it('asks nothing while hidden, and at once when shown again', async () => {
    const clock = handClock()
    const [keeper, askedAt] = open(clock, 3600, () => tokens(clock.now()))
    page.hidden = true
    await clock.pass(3 * 3600_000)
    expect(askedAt).toEqual([])
    page.hidden = false
    page.target.dispatchEvent(new Event('visibilitychange'))
    await clock.pass(0)
    expect(askedAt).toHaveLength(1)
    keeper.close()
  })

  it('wakes after a sleep in which no timer ran', async () => {
    const clock = handClock()
    const [keeper, askedAt] = open(clock, 3600, () => tokens(clock.now()))
    clock.set(clock.now() + 8 * 3600_000)
    page.target.dispatchEvent(new Event('pageshow'))
    await clock.pass(0)
    expect(askedAt).toHaveLength(1)
    keeper.close()
  })

  it('renews when the clock was set back, for then nobody knows how old the token is', async () => {
    const clock = handClock()
    const [keeper, askedAt] = open(clock, 3600, () => tokens(clock.now()))
    await clock.pass(60_000)
    clock.set(clock.now() - 3600_000)
    await clock.pass(30_000)
    expect(askedAt).toHaveLength(1)
    await clock.pass(600_000)
    expect(askedAt).toHaveLength(1)
    keeper.close()
  })

  it('stops when it is closed', async () => {
    const clock = handClock()
    const [keeper, askedAt] = open(clock, 0, () => tokens(clock.now(), 0))
    await clock.pass(0)
    const seen = askedAt.length
    keeper.close()
    page.target.dispatchEvent(new Event('online'))
    await clock.pass(3600_000)
    expect(askedAt).toHaveLength(seen)
  })
})
