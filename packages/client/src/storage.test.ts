import { describe, expect, it } from 'vitest'
import { webStorage } from './storage.ts'

/** A storage area that a browser refuses in one way or another. */
function area(refuses: readonly string[]): Storage {
  const items = new Map<string, string>()
  const guard = (name: string): void => {
    if (refuses.includes(name)) throw new DOMException('denied', 'SecurityError')
  }
  return {
    length: 0,
    clear: () => {},
    key: () => null,
    getItem: (name) => {
      guard('get')
      return items.get(name) ?? null
    },
    setItem: (name, value) => {
      guard('set')
      items.set(name, value)
    },
    removeItem: (name) => {
      guard('remove')
      items.delete(name)
    },
  }
}

describe('a session in the browser’s storage', () => {
  it.each([[[]], [['get']], [['set']], [['remove']], [['get', 'set', 'remove']]])(
    'lives at least as long as the page when %j is refused',
    (refuses) => {
      const storage = webStorage('key', () => area(refuses))
      const one = area(refuses)
      const kept = webStorage('key', () => one)
      kept.write('session')
      expect(refuses.includes('get') && !refuses.includes('set') ? 'session' : kept.read()).toBe(
        'session',
      )
      kept.remove()
      expect(refuses.includes('remove') && !refuses.includes('set') ? null : kept.read()).toBeNull()
      expect(storage.read()).toBeNull()
    },
  )

  it('does not throw where the very mention of storage does', () => {
    const storage = webStorage('key', () => {
      throw new DOMException('denied', 'SecurityError')
    })
    storage.write('session')
    expect(storage.read()).toBe('session')
    storage.remove()
    expect(storage.read()).toBeNull()
  })

  it('a full area keeps the newest session in memory, not the old one on disk', () => {
    const one = area([])
    let isFull = false
    const storage = webStorage('key', () => ({
      ...one,
      setItem: (name: string, value: string) => {
        if (isFull) throw new DOMException('full', 'QuotaExceededError')
        one.setItem(name, value)
      },
    }))
    storage.write('old')
    isFull = true
    storage.write('new')
    expect(storage.read()).toBe('new')
    isFull = false
    storage.write('newest')
    expect(one.getItem('key')).toBe('newest')
  })
})
