import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Lock, leaseLock, tabLock, webLock } from './tab-lock.ts'

/** Ends when the test says so; counts how many run at once, and how many have. */
function work() {
  const seen = { now: 0, most: 0, runs: 0, waited: [] as boolean[] }
  const ends: (() => void)[] = []
  return {
    seen,
    run: async (hasWaited: boolean): Promise<string> => {
      seen.now += 1
      seen.runs += 1
      seen.most = Math.max(seen.most, seen.now)
      seen.waited.push(hasWaited)
      await new Promise<void>((done) => ends.push(done))
      seen.now -= 1
      return 'done'
    },
    endOne: () => ends.shift()?.(),
  }
}

function stubStorage(refuses = false): Map<string, string> {
  const items = new Map<string, string>()
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => {
      if (refuses) throw new DOMException('denied', 'SecurityError')
      return items.get(key) ?? null
    },
    setItem: (key: string, value: string) => items.set(key, value),
    removeItem: (key: string) => items.delete(key),
  })
  return items
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] })
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe('a lease in storage', () => {
  it('is held by one at a time, and given up when the work is done', async () => {
    const items = stubStorage()
    const { seen, run, endOne } = work()
    const all = Promise.all(Array.from({ length: 5 }, () => leaseLock('site', run)))
    for (let turn = 1; turn <= 5; turn += 1) {
      await vi.advanceTimersByTimeAsync(500)
      expect([seen.now, seen.runs]).toEqual([1, turn])
      endOne()
    }
    expect(await all).toEqual(Array(5).fill('done'))
    expect(seen.most).toBe(1)
    expect(seen.waited).toEqual([false, true, true, true, true])
    expect([...items]).toEqual([])
  })

  it('of a tab that was closed is void after ten seconds', async () => {
    const items = stubStorage()
    items.set('site.lock', `${Date.now() + 5_000}`)
    const { seen, run, endOne } = work()
    const mine = leaseLock('site', run)
    await vi.advanceTimersByTimeAsync(4_900)
    expect(seen.runs).toBe(0)
    await vi.advanceTimersByTimeAsync(300)
    expect(seen.runs).toBe(1)
    endOne()
    await mine
  })

  it('cannot deadlock: one that waited for long enough goes ahead, and leaves the note alone', async () => {
    const items = stubStorage()
    items.set('site.lock', `${Date.now() + 3_600_000}`)
    const { seen, run, endOne } = work()
    const mine = leaseLock('site', run)
    await vi.advanceTimersByTimeAsync(15_000)
    expect(seen.waited).toEqual([true])
    endOne()
    await mine
    expect(items.has('site.lock')).toBe(true)
  })

  it('is no matter where storage is blocked', async () => {
    stubStorage(true)
    const { seen, run, endOne } = work()
    const mine = leaseLock('site', run)
    await vi.advanceTimersByTimeAsync(0)
    endOne()
    expect(await mine).toBe('done')
    expect(seen.waited).toEqual([false])
  })
})

describe('a Web Lock', () => {
  /** Locks that nobody gives back. */
  const frozen = {
    request: (_name: string, { signal }: { readonly signal: AbortSignal }) =>
      new Promise((_done, refuse) => {
        signal.addEventListener('abort', () => refuse(signal.reason as Error))
      }),
  }

  it('cannot deadlock: one that waited for long enough goes ahead', async () => {
    vi.stubGlobal('navigator', { locks: frozen })
    const limit = new AbortController()
    const patience = vi.spyOn(AbortSignal, 'timeout').mockReturnValue(limit.signal)
    const { seen, run, endOne } = work()
    const mine = webLock('site', run)
    expect(patience).toHaveBeenCalledWith(8_000)
    limit.abort()
    await vi.advanceTimersByTimeAsync(0)
    endOne()
    expect(await mine).toBe('done')
    expect(seen.waited).toEqual([true])
    patience.mockRestore()
  })

  it.each([
    ['there are none', {}],
    ['an opaque origin is refused', { locks: { request: () => Promise.reject(new Error('no')) } }],
  ])('is not waited for where %s', async (_why, navigator) => {
    vi.stubGlobal('navigator', navigator)
    expect(await webLock('site', async () => 'done')).toBe('done')
  })

  it('hands on what the work threw, and does it once', async () => {
    const run = vi.fn(() => Promise.reject(new Error('refused')))
    await expect(webLock('site', run)).rejects.toThrow('refused')
    expect(run).toHaveBeenCalledTimes(1)
  })
})

describe('the lock of a place', () => {
  const order = async (lock: Lock): Promise<readonly string[]> => {
    const said: string[] = []
    const one = lock('site', async () => {
      await Promise.resolve()
      said.push('one')
    })
    const two = lock('site', async () => void said.push('two'))
    await Promise.all([one, two])
    return said
  }

  it('on a server is none: requests of different people never wait for each other', async () => {
    expect(await order(tabLock)).toEqual(['two', 'one'])
  })

  it('on a page is a Web Lock', async () => {
    vi.stubGlobal('document', {})
    expect(await order(tabLock)).toEqual(['one', 'two'])
  })

  it('on a page without Web Locks is a lease', async () => {
    const items = stubStorage()
    vi.stubGlobal('document', {})
    vi.stubGlobal('navigator', {})
    const held = tabLock('site', async () => items.has('site.lock'))
    await vi.advanceTimersByTimeAsync(100)
    expect(await held).toBe(true)
  })
})
