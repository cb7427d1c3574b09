import { expect, it } from 'vitest'
import { type Digest, sha256 } from '../../src/kernel/digest.ts'
import { type Instant, instantAt } from '../../src/kernel/instant.ts'
import { eachEngine } from '../support/engines.ts'
import { afterNoon, freshUuid } from '../support/rows.ts'

const at = (seconds: number): Instant => instantAt(afterNoon + seconds * 1000)
const window = 60_000

eachEngine('counters', (bed) => {
  const key = (): Digest => sha256(freshUuid())
  const counters = () => bed().store.counters

  it('begin with the first points and add while the window runs', async () => {
    const name = key()
    expect(await counters().read(name, at(0))).toBeNull()
    expect(await counters().add(name, 1, at(0), window)).toEqual({ points: 1, windowEnds: at(60) })
    expect(await counters().add(name, 2, at(59), window)).toEqual({ points: 3, windowEnds: at(60) })
    expect(await counters().read(name, at(59))).toEqual({ points: 3, windowEnds: at(60) })
  })

  it('begin anew when the window is over, at its very end', async () => {
    const name = key()
    await counters().add(name, 5, at(0), window)
    expect(await counters().read(name, at(60))).toBeNull()
    expect(await counters().add(name, 1, at(60), window)).toEqual({
      points: 1,
      windowEnds: at(120),
    })
  })

  it('SEC-18 of two hundred at once, each sees a count of its own', async () => {
    const name = key()
    const counts = await Promise.all(
      Array.from({ length: 200 }, () => counters().add(name, 1, at(0), window)),
    )
    const points = counts.map((count) => count.points).sort((one, other) => one - other)
    expect(points).toEqual(Array.from({ length: 200 }, (_, each) => each + 1))
  })

  it('give points back and forget', async () => {
    const name = key()
    await counters().add(name, 3, at(0), window)
    expect((await counters().add(name, -1, at(1), window)).points).toBe(2)
    await counters().clear(name)
    expect(await counters().read(name, at(2))).toBeNull()
  })
})
