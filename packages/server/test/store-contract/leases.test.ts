import { expect, it } from 'vitest'
import { type Instant, instantAt } from '../../src/kernel/instant.ts'
import { eachEngine } from '../support/engines.ts'
import { afterNoon } from '../support/rows.ts'

const at = (seconds: number): Instant => instantAt(afterNoon + seconds * 1000)

eachEngine('leases', (bed) => {
  const take = (name: string, owner: string, now: Instant) =>
    bed().store.leases.take(name, owner, now, instantAt(now + 30_000))

  it('have one owner of twenty who want them at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, owner) => take('race', `owner ${owner}`, at(0))),
    )
    expect(answers.filter((isTaken) => isTaken)).toHaveLength(1)
  })

  it('are renewed by their owner and refused to others until they run out', async () => {
    expect(await take('job', 'one', at(0))).toBe(true)
    expect(await take('job', 'one', at(20))).toBe(true)
    expect(await take('job', 'two', at(49))).toBe(false)
    expect(await take('job', 'two', at(50))).toBe(true)
    expect(await take('job', 'one', at(51))).toBe(false)
  })

  it('are free once released, by their owner only', async () => {
    await take('short', 'one', at(0))
    await bed().store.leases.release('short', 'two')
    expect(await take('short', 'two', at(1))).toBe(false)
    await bed().store.leases.release('short', 'one')
    expect(await take('short', 'two', at(2))).toBe(true)
  })

  it('tell who holds those of a kind', async () => {
    await take('node/a', 'a', at(0))
    await take('node/b', 'b', at(20))
    await take('nodes', 'c', at(20))
    expect(await bed().store.leases.holders('node/', at(10))).toEqual(['a', 'b'])
    expect(await bed().store.leases.holders('node/', at(30))).toEqual(['b'])
  })
})
