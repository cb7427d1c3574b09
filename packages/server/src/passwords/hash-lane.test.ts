import { describe, expect, it } from 'vitest'
import { createHashLane, type HashLane } from './hash-lane.ts'

/** A lane of two on one core, whose jobs end when told and whose time is set by hand. */
function laneByHand(options: { width?: number; queueSeconds?: number; guess?: number } = {}) {
  let now = 0
  const ends: (() => void)[] = []
  const lane = createHashLane({
    width: options.width ?? 2,
    cores: 1,
    queueSeconds: options.queueSeconds ?? 2,
    guess: options.guess ?? 100,
    elapsed: () => now,
  })
  const job = () => new Promise<string>((resolve) => ends.push(() => resolve('done')))
  return {
    lane,
    job,
    begun: () => ends.length,
    async endNext(took = 0): Promise<void> {
      now += took
      ends.shift()?.()
      await settled()
    },
  }
}

const settled = () => new Promise<void>((resolve) => setImmediate(resolve))

async function codeOf(outcome: ReturnType<HashLane['run']>) {
  const answer = await outcome
  return answer.granted ? null : answer.reason
}

describe('the lane for password hashes (REL-36)', () => {
  it('runs as many jobs as it is wide and the others in the order they came', async () => {
    const { lane, job, begun, endNext } = laneByHand()
    const order: number[] = []
    const jobs = [0, 1, 2, 3].map((name) => lane.run(job).then(() => order.push(name)))
    await settled()
    expect(lane.stats()).toMatchObject({ running: 2, queued: 2 })
    expect(begun()).toBe(2)
    for (let left = 4; left > 0; left -= 1) await endNext()
    await Promise.all(jobs)
    expect(order).toEqual([0, 1, 2, 3])
    expect(lane.stats()).toMatchObject({ running: 0, queued: 0 })
  })

  it('refuses at once when the work ahead is longer than the queue may be', async () => {
    const { lane, job } = laneByHand({ queueSeconds: 1, guess: 300 })
    const admitted = [0, 1, 2, 3].map(() => lane.run(job)) // 4 × 300 ms are ahead of the next
    expect(await codeOf(lane.run(job))).toEqual({
      code: 'overloaded',
      detail: { retryAfter: 1 },
    })
    expect(admitted).toHaveLength(4)
    expect(lane.stats().queued).toBe(2)
  })

  it('says to come back later the more work is ahead', async () => {
    const { lane, job } = laneByHand({ queueSeconds: 1, guess: 9000 })
    void lane.run(job)
    void lane.run(job)
    expect(await codeOf(lane.run(job))).toEqual({ code: 'overloaded', detail: { retryAfter: 17 } })
  })

  it('never refuses while a place is free, however dear a job is', async () => {
    const { lane, job } = laneByHand({ guess: 60_000 })
    void lane.run(job)
    expect(lane.stats().running).toBe(1)
    void lane.run(job)
    expect(lane.stats().running).toBe(2)
  })

  it('is bounded by count too, whatever a job is thought to cost', async () => {
    const { lane, job } = laneByHand({ guess: 0 })
    const admitted = Array.from({ length: 1002 }, () => lane.run(job))
    expect(await codeOf(lane.run(job))).toMatchObject({ code: 'overloaded' })
    expect(admitted).toHaveLength(1002)
  })

  it('keeps a part of the queue for what matters more (REL-42)', async () => {
    const { lane, job } = laneByHand({ queueSeconds: 1, guess: 300 })
    for (let count = 0; count < 3; count += 1) void lane.run(job, { share: 0.75 })
    expect(await codeOf(lane.run(job, { share: 0.75 }))).toMatchObject({ code: 'overloaded' })
    void lane.run(job)
    expect(lane.stats().queued).toBe(2)
  })

  it('learns what a job costs', async () => {
    const { lane, job, endNext } = laneByHand({ width: 1, guess: 100 })
    for (let count = 0; count < 60; count += 1) {
      const ran = lane.run(job)
      await endNext(500)
      await ran
    }
    expect(lane.stats().averageMs).toBeGreaterThan(490)
    expect(lane.stats().averageMs).toBeLessThanOrEqual(500)
  })

  it('does not count the time that two jobs share one core twice', async () => {
    const { lane, job, endNext } = laneByHand({ guess: 100 })
    const first = lane.run(job)
    for (let count = 0; count < 60; count += 1) {
      const next = lane.run(job)
      await endNext(100) // each job takes 200 ms from begin to end, beside another
      void next
    }
    await first
    expect(lane.stats().averageMs).toBeGreaterThan(95)
    expect(lane.stats().averageMs).toBeLessThan(105)
  })
})

describe('a job whose client has gone', () => {
  it('leaves the queue and never begins', async () => {
    const { lane, job, begun, endNext } = laneByHand({ width: 1 })
    const client = new AbortController()
    const first = lane.run(job)
    const second = lane.run(job, { signal: client.signal })
    const third = lane.run(job)
    client.abort(new Error('gone'))
    await expect(second).rejects.toThrow('gone')
    expect(lane.stats().queued).toBe(1)
    await endNext()
    await endNext()
    await Promise.all([first, third])
    expect(begun()).toBe(0)
  })

  it('is not even queued when it had gone before', async () => {
    const { lane, job, begun } = laneByHand()
    await expect(lane.run(job, { signal: AbortSignal.abort() })).rejects.toThrow()
    expect(begun()).toBe(0)
  })

  it('ends normally when it had begun', async () => {
    const { lane, job, endNext } = laneByHand()
    const client = new AbortController()
    const ran = lane.run(job, { signal: client.signal })
    client.abort()
    await endNext()
    expect(await ran).toEqual({ granted: true, value: 'done' })
  })
})

describe('a job that fails', () => {
  it.each([
    ['by rejecting', () => Promise.reject(new Error('broken'))],
    [
      'by throwing',
      () => {
        throw new Error('broken')
      },
    ],
  ])('%s gives its place back', async (_how, broken) => {
    const { lane } = laneByHand({ width: 1 })
    await expect(lane.run(broken)).rejects.toThrow('broken')
    expect(lane.stats()).toMatchObject({ running: 0, queued: 0 })
  })
})

describe('closing the lane', () => {
  it('ends what was admitted and refuses what comes', async () => {
    const { lane, job, endNext } = laneByHand({ width: 1 })
    const first = lane.run(job)
    const second = lane.run(job)
    let closed = false
    const closing = lane.close().then(() => {
      closed = true
    })
    expect(await codeOf(lane.run(job))).toMatchObject({ code: 'overloaded' })
    await endNext()
    expect(closed).toBe(false)
    await endNext()
    await Promise.all([first, second, closing])
    expect(closed).toBe(true)
  })

  it('is immediate when nothing runs', async () => {
    await expect(laneByHand().lane.close()).resolves.toBeUndefined()
  })
})
