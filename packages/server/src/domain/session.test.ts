import { describe, expect, it } from 'vitest'
import { type Instant, instantAt, seconds } from '../kernel/instant.ts'
import { hasLapsed, isLive, type Session, sessionExpiry } from './session.ts'

const day = 86_400
const start: Instant = instantAt(1_800_000_000_000)
const after = (count: number) => instantAt(start + count * 1000)
const limits = { inactivity: seconds(30 * day), timebox: seconds(365 * day) }

function session(given: Partial<Session> = {}): Session {
  const expiresAt = sessionExpiry(start, limits)
  return { refreshedAt: start, expiresAt, endedAt: null, epoch: 2, ...given } as Session
}

describe('how long a session lives (SEC-38, Q-053)', () => {
  it.each([
    ['a second before thirty idle days', 30 * day - 1, false],
    ['at thirty idle days', 30 * day, true],
    ['on day 31', 31 * day, true],
  ])('%s', (_when, count, isOver) => {
    expect(hasLapsed(session(), after(count), limits)).toBe(isOver)
    expect(isLive(session(), after(count), limits, 2)).toBe(!isOver)
  })

  it('ends a year after sign-in, however often it is used', () => {
    const used = session({ refreshedAt: after(364 * day) })
    expect(hasLapsed(used, after(365 * day - 1), limits)).toBe(false)
    expect(hasLapsed(used, after(365 * day), limits)).toBe(true)
  })

  it('has no end where none is set', () => {
    const endless = { inactivity: null, timebox: null }
    const expiresAt = sessionExpiry(start, endless)
    expect(hasLapsed(session({ expiresAt }), after(4000 * day), endless)).toBe(false)
    expect(new Date(expiresAt).getTime()).toBe(expiresAt)
  })
})

describe('a session that was ended (INV-05, INV-06)', () => {
  it('is dead at once, and has not lapsed', () => {
    const ended = session({ endedAt: start, endReason: 'sign_out' })
    expect(isLive(ended, start, limits, 2)).toBe(false)
    expect(hasLapsed(ended, start, limits)).toBe(false)
  })

  it('REL-57: ends with its epoch', () => {
    expect(isLive(session(), start, limits, 2)).toBe(true)
    expect(isLive(session(), start, limits, 3)).toBe(false)
  })
})
