import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { insideJson, readSought } from './like-pattern.ts'

/** The plain meaning of LIKE, slow but short. */
function means(pattern: string, line: string): boolean {
  const [sign, ...rest] = [...pattern]
  const tail = rest.join('')
  if (sign === undefined) return line === ''
  const [first, ...more] = [...line]
  if (sign === '%')
    return means(tail, line) || (first !== undefined && means(pattern, more.join('')))
  return first !== undefined && (sign === '_' || sign === first) && means(tail, more.join(''))
}

describe('what is sought', () => {
  it('Q-112 as text, has no wildcards', () => {
    const { like, literals, matches } = readSought('50%_!', false)
    expect(like).toBe('%50!%!_!!%')
    expect(literals).toEqual(['50%_!'])
    expect([matches('x50%_!y'), matches('50abc!')]).toEqual([true, false])
  })

  it('Q-112 as a pattern, has them', () => {
    const { like, literals, matches } = readSought('a_c%E!', true)
    expect(like).toBe('%a_c%e!!%')
    expect(literals).toEqual(['a', 'c', 'e!'])
    expect([matches('xABCdE!'), matches('ac e!')]).toEqual([true, false])
  })

  it('with wildcards means what LIKE means', () => {
    const sign = fc.constantFrom('a', 'b', '%', '_')
    const texts = fc.array(sign, { maxLength: 7 }).map((each) => each.join(''))
    fc.assert(
      fc.property(texts, texts, (pattern, line) => {
        expect(readSought(pattern, true).matches(line)).toBe(means(`%${pattern}%`, line))
      }),
    )
  })

  it('takes time that a hostile pattern cannot drive up', () => {
    const { matches } = readSought('%a'.repeat(100), true)
    const began = performance.now()
    expect(matches('a'.repeat(99).concat('b'.repeat(500)))).toBe(false)
    expect(performance.now() - began).toBeLessThan(50)
  })

  it('inside JSON leaves open whatever may be written with an escape', () => {
    expect(insideJson(readSought('a"<é🦊', false))).toBe('%a%%%%%')
  })
})
