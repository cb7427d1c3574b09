import { describe, expect, it } from 'vitest'
import { awaitDatabase, type Patience } from './await-database.ts'

/** A clock that moves only by the pauses taken. */
function patience(worth: 'none' | 'some' | 'any' = 'some', timeout = 60_000) {
  const pauses: number[] = []
  const rules: Patience = {
    timeout,
    patienceFor: () => worth,
    onWaiting: (_error, pause) => void pauses.push(pause),
    now: () => pauses.reduce((sum, pause) => sum + pause, 0),
    sleep: async () => undefined,
  }
  return { rules, pauses }
}

function failing(times: number): () => Promise<string> {
  let left = times
  return async () => {
    left -= 1
    if (left >= 0) throw new Error('away')
    return 'open'
  }
}

describe('REL-18 waiting for the database', () => {
  it('gives it at once when it is there', async () => {
    const { rules, pauses } = patience()
    expect(await awaitDatabase(failing(0), rules)).toBe('open')
    expect(pauses).toEqual([])
  })

  it('pauses double up to a second, so that it is found within two', async () => {
    const { rules, pauses } = patience()
    expect(await awaitDatabase(failing(6), rules)).toBe('open')
    expect(pauses).toEqual([100, 200, 400, 800, 1000, 1000])
  })

  it('gives up after the time that was set, with the last fault', async () => {
    const { rules, pauses } = patience('some', 5_000)
    await expect(awaitDatabase(failing(1000), rules)).rejects.toThrow('away')
    expect(pauses.reduce((sum, pause) => sum + pause, 0)).toBeLessThanOrEqual(5_000)
    expect(pauses.length).toBeGreaterThan(5)
  })

  it('does not wait for what waiting cannot heal', async () => {
    const { rules, pauses } = patience('none')
    await expect(awaitDatabase(failing(1), rules)).rejects.toThrow('away')
    expect(pauses).toEqual([])
  })

  it('waits for a migration as long as it takes', async () => {
    const { rules } = patience('any', 1_000)
    expect(await awaitDatabase(failing(100), rules)).toBe('open')
  })
})
