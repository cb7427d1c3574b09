import { expect, it } from 'vitest'
import { sha256 } from '../../../kernel/digest.ts'
import { instantAt } from '../../../kernel/instant.ts'
import { MemoryCounters } from './memory-counters.ts'

const now = instantAt(1_000_000)

it('counters stay bounded, however many subjects an attacker invents (REL-36)', async () => {
  const counters = new MemoryCounters()
  for (let each = 0; each < 100_500; each += 1) {
    await counters.add(sha256(String(each)), 1, now, 60_000)
  }
  expect(counters.snapshot().length).toBeLessThanOrEqual(100_000)
  expect(await counters.read(sha256('100499'), now)).toEqual({
    points: 1,
    windowEnds: now + 60_000,
  })
})

it('counters whose window is over go first', async () => {
  const counters = new MemoryCounters()
  const live = sha256('live')
  await counters.add(live, 7, now, 3_600_000)
  for (let each = 0; each < 50_000; each += 1) {
    await counters.add(sha256(`old ${each}`), 1, now, 1000)
  }
  const later = instantAt(now + 2000)
  for (let each = 0; each < 50_001; each += 1) {
    await counters.add(sha256(`new ${each}`), 1, later, 60_000)
  }
  expect((await counters.read(live, later))?.points).toBe(7)
  expect(counters.snapshot().length).toBeLessThan(60_000)
})
