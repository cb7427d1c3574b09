import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { open, type SealingKey, seal } from './seal.ts'

const key: SealingKey = { number: 3, key: new Uint8Array(32).fill(7) }
const nonce = new Uint8Array(12).fill(1)

describe('a sealed value (model 9)', () => {
  it('opens to what was sealed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (data) => {
        expect(open(key, 'outbox/payload/1', seal(key, nonce, 'outbox/payload/1', data))).toBe(data)
      }),
    )
    expect(open(key, 'p', seal(key, nonce, 'p', '\ufeffmarked'))).toBe('\ufeffmarked')
  })

  it('names the key it was sealed with, and shows nothing else', () => {
    const sealed = seal(key, nonce, 'place', 'a secret')
    expect([...sealed.subarray(0, 2)]).toEqual([1, 3])
    expect(Buffer.from(sealed).includes('a secret')).toBe(false)
    expect(sealed).toHaveLength(2 + 12 + 'a secret'.length + 16)
  })

  it('stays shut in another row, under another key, and for a key of another number', () => {
    const sealed = seal(key, nonce, 'outbox/payload/1', 'a secret')
    expect(open(key, 'outbox/payload/2', sealed)).toBeNull()
    expect(open({ ...key, key: new Uint8Array(32) }, 'outbox/payload/1', sealed)).toBeNull()
    expect(open({ ...key, number: 4 }, 'outbox/payload/1', sealed)).toBeNull()
  })

  it('stays shut when any one bit was changed', () => {
    const sealed = seal(key, nonce, 'place', 'secret')
    for (let bit = 0; bit < sealed.length * 8; bit += 1) {
      const altered = sealed.slice()
      altered[bit >> 3] = (altered[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      expect(open(key, 'place', altered)).toBeNull()
    }
  })

  it('stays shut when it was cut', () => {
    const sealed = seal(key, nonce, 'place', 'secret')
    for (let length = 0; length < sealed.length; length += 1) {
      expect(open(key, 'place', sealed.subarray(0, length))).toBeNull()
    }
  })
})
