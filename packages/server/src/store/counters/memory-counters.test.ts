import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Digest, sha256 } from '../../kernel/digest.ts'
import { type Instant, instantAt } from '../../kernel/instant.ts'
import type { Count } from '../../ports/store.ts'
import { MemoryCounters } from './memory-counters.ts'

const key = (name: string | number): Digest => sha256(String(name))
const at = (seconds: number): Instant => instantAt(1_800_000_000_000 + seconds * 1000)
const minute = 60_000

describe('counters in memory', () => {
  it('begin with the first points and add while the window runs', async () => {
    const counters = new MemoryCounters()
    expect(await counters.read(key('a'), at(0))).toBeNull()
    const first = await counters.add(key('a'), 2, at(0), minute)
    expect(first).toEqual({ points: 2, windowEnds: at(60) })
    const last = await counters.add(key('a'), 1, at(59), minute)
    expect(last).toEqual({ points: 3, windowEnds: at(60) })
    expect(await counters.read(key('a'), at(59))).toEqual(last)
  })

  it('begin anew when the window is over, at its very end', async () => {
    const counters = new MemoryCounters()
    await counters.add(key('a'), 5, at(0), minute)
    expect(await counters.read(key('a'), at(60))).toBeNull()
    const next = await counters.add(key('a'), 1, at(60), 2 * minute)
    expect(next).toEqual({ points: 1, windowEnds: at(180) })
    expect(counters.size).toBe(1)
  })

  it('forget what they are told to forget', async () => {
    const counters = new MemoryCounters()
    await counters.add(key('a'), 5, at(0), minute)
    await counters.clear(key('a'))
    await counters.clear(key('never counted'))
    expect(await counters.read(key('a'), at(0))).toBeNull()
    expect(counters.size).toBe(0)
  })

  it('answer as a plain table would, whatever the order of calls', async () => {
    const step = fc.record({
      name: fc.integer({ min: 0, max: 5 }),
      points: fc.integer({ min: -1, max: 3 }),
      wait: fc.integer({ min: 0, max: 40 }),
      windowMs: fc.constantFrom(minute, 2 * minute, 5 * minute),
      act: fc.constantFrom('add', 'read', 'clear'),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(step), async (steps) => {
        const counters = new MemoryCounters()
        const table = new Map<number, Count>()
        let now = at(0)
        for (const { name, points, wait, windowMs, act } of steps) {
          now = instantAt(now + wait * 1000)
          const known = table.get(name)
          const live = known !== undefined && now < known.windowEnds ? known : null
          if (act === 'clear') {
            table.delete(name)
            await counters.clear(key(name))
          } else if (act === 'read') {
            expect(await counters.read(key(name), now)).toEqual(live)
          } else {
            const end = live?.windowEnds ?? instantAt(now + windowMs)
            const next = { points: (live?.points ?? 0) + points, windowEnds: end }
            table.set(name, next)
            expect(await counters.add(key(name), points, now, windowMs)).toEqual(next)
          }
        }
        expect(counters.evictions).toBe(0)
      }),
    )
  })
})

describe('counters in bounded memory (REL-40)', () => {
  it('clear ended ones away as new ones come, without any timer', async () => {
    const counters = new MemoryCounters()
    for (let name = 0; name < 1000; name += 1) await counters.add(key(name), 1, at(0), minute)
    for (let name = 0; name < 1000; name += 1) await counters.add(key(-name), 1, at(60), minute)
    expect(counters.size).toBeLessThanOrEqual(1001)
    expect(counters.evictions).toBe(0)
  })

  it('let ended ones go before any live one', async () => {
    const counters = new MemoryCounters({ most: 3 })
    await counters.add(key('long'), 1, at(0), 10 * minute)
    await counters.add(key('ended'), 1, at(0), minute)
    await counters.add(key('live'), 1, at(30), minute)
    await counters.add(key('new'), 1, at(61), minute)
    expect(counters.evictions).toBe(0)
    expect(await counters.read(key('long'), at(61))).not.toBeNull()
    expect(await counters.read(key('live'), at(61))).not.toBeNull()
  })

  it('give up the one that ends first when all are live, and count that', async () => {
    const counters = new MemoryCounters({ most: 3 })
    await counters.add(key('long'), 1, at(0), 10 * minute)
    await counters.add(key('first to end'), 1, at(1), minute)
    await counters.add(key('short'), 1, at(2), minute)
    await counters.add(key('new'), 1, at(3), minute)
    expect(counters.evictions).toBe(1)
    expect(counters.size).toBe(3)
    expect(await counters.read(key('first to end'), at(3))).toBeNull()
    expect(await counters.read(key('long'), at(3))).not.toBeNull()
    expect(await counters.read(key('short'), at(3))).not.toBeNull()
  })

  it('hold no more than their number, however many subjects come', async () => {
    const counters = new MemoryCounters({ most: 1000 })
    for (let name = 0; name < 20_000; name += 1) {
      await counters.add(key(name), 1, at(name / 1000), (1 + (name % 3)) * minute)
    }
    expect(counters.size).toBe(1000)
    expect(counters.evictions).toBe(19_000)
  })

  it('make no room for a subject that is counted already', async () => {
    const counters = new MemoryCounters({ most: 2 })
    await counters.add(key('a'), 1, at(0), minute)
    await counters.add(key('b'), 1, at(0), minute)
    await counters.add(key('a'), 1, at(1), minute)
    expect(counters.evictions).toBe(0)
    expect((await counters.read(key('b'), at(1)))?.points).toBe(1)
  })
})

describe('counters with an overflow (REL-40)', () => {
  const small = () => {
    const overflow = new MemoryCounters()
    return { overflow, counters: new MemoryCounters({ most: 2, overflow }) }
  }

  it('forget nobody who is counted, however many others come', async () => {
    const { counters } = small()
    for (let round = 1; round <= 3; round += 1) {
      for (let name = 0; name < 500; name += 1) {
        const count = await counters.add(key(name), 1, at(round), minute)
        expect(count).toEqual({ points: round, windowEnds: at(61) })
      }
    }
    expect((await counters.read(key(499), at(4)))?.points).toBe(3)
    expect([counters.size, counters.evictions]).toEqual([2, 0])
  })

  it('keep to the overflow until its last window is over, and not longer', async () => {
    const { counters, overflow } = small()
    await counters.add(key('a'), 1, at(0), minute)
    await counters.add(key('b'), 1, at(0), minute)
    await counters.add(key('c'), 1, at(10), 2 * minute)
    await counters.add(key('d'), 1, at(70), minute)
    expect((await counters.add(key('c'), 1, at(70), 2 * minute)).points).toBe(2)
    expect(overflow.size).toBe(2)
    await counters.add(key('e'), 1, at(130), minute)
    await counters.add(key('c'), 1, at(131), minute)
    expect((await counters.read(key('c'), at(131)))?.points).toBe(1)
    expect([counters.size, overflow.size]).toEqual([2, 2])
  })

  it('clear a subject wherever it is counted', async () => {
    const { counters } = small()
    for (const name of ['a', 'b', 'c']) {
      await counters.add(key(name), 5, at(0), minute)
      await counters.clear(key(name))
      expect(await counters.read(key(name), at(1))).toBeNull()
      await counters.add(key(name), 1, at(2), minute)
    }
    expect((await counters.read(key('c'), at(3)))?.points).toBe(1)
  })
})
