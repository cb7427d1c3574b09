import { describe, expect, it } from 'vitest'
import { createVerifiedTokenCache } from './verified-token-cache.ts'

describe('the cache of verified tokens (REL-40)', () => {
  it('finds what was added, by the whole text', () => {
    const cache = createVerifiedTokenCache<number>(2)
    cache.add('a.b.c', 1)
    expect(cache.find('a.b.c')).toBe(1)
    expect(cache.find('a.b.d')).toBeUndefined()
  })

  it('lets the oldest go when it is full', () => {
    const cache = createVerifiedTokenCache<number>(2)
    for (const [token, entry] of [
      ['a', 1],
      ['b', 2],
      ['c', 3],
    ] as const)
      cache.add(token, entry)
    expect(['a', 'b', 'c'].map((token) => cache.find(token))).toEqual([undefined, 2, 3])
  })

  it('is bounded by characters too, so that few long tokens do not fill the memory', () => {
    const cache = createVerifiedTokenCache<number>(4)
    const long = ['a', 'b', 'c', 'd'].map((letter) => letter.repeat(2000))
    for (const [at, token] of long.entries()) cache.add(token, at)
    expect(long.map((token) => cache.find(token))).toEqual([undefined, undefined, 2, 3])
    cache.add('e'.repeat(4097), 9)
    expect(cache.find('e'.repeat(4097))).toBeUndefined()
    expect(cache.find(long[3] ?? '')).toBe(3)
  })

  it('keeps its count when a token is added twice', () => {
    const cache = createVerifiedTokenCache<number>(2)
    for (let times = 0; times < 9; times += 1) cache.add('a'.repeat(1000), times)
    cache.add('b', 1)
    expect(cache.find('a'.repeat(1000))).toBe(0)
  })

  it('forgets everything at once, and then holds as much as before', () => {
    const cache = createVerifiedTokenCache<number>(1)
    cache.add('a'.repeat(1000), 1)
    cache.flush()
    expect(cache.find('a'.repeat(1000))).toBeUndefined()
    cache.add('b'.repeat(1000), 2)
    expect(cache.find('b'.repeat(1000))).toBe(2)
  })
})
