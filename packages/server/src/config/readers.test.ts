import { describe, expect, it } from 'vitest'
import type { Reader } from './read.ts'
import { flag, list, pairs, span, text, wholeNumber } from './readers.ts'

function value<Value>(read: Reader<Value>, input: string): Value | string {
  const reading = read(input)
  return reading.kind === 'value' ? reading.value : reading.kind
}

describe('booleans (server spec 8.1)', () => {
  it.each(['1', 't', 'T', 'true', 'TRUE', 'True'])('%s is on', (input) => {
    expect(value(flag, input)).toBe(true)
  })
  it.each(['0', 'f', 'F', 'false', 'FALSE', 'False'])('%s is off', (input) => {
    expect(value(flag, input)).toBe(false)
  })
  it.each(['', 'yes', 'on', 'tRUE', ' true'])('“%s” is neither', (input) => {
    expect(value(flag, input)).toBe('flaw')
  })
})

describe('whole numbers', () => {
  const read = wholeNumber(-10, 1000)
  it.each([
    ['0', 0],
    ['1000', 1000],
    ['-10', -10],
    ['+7', 7],
    ['0x1F', 31],
    ['0b101', 5],
    ['0o17', 15],
    ['017', 15],
  ])('%s is %d', (input, number) => {
    expect(value(read, input)).toBe(number)
  })
  it.each(['', '1001', '-11', '1.0', '1e2', '1 000', '1,000', '089', '0x', 'ten'])(
    '“%s” is none',
    (input) => {
      expect(value(read, input)).toBe('flaw')
    },
  )
})

describe('durations', () => {
  const read = span(1, 3600)
  it('round a fraction up', () => {
    expect(value(read, '1500ms')).toBe(2)
  })
  it('Q-165 take a bare number as seconds, with a remark', () => {
    expect(read('900')).toEqual({ kind: 'value', value: 900, remark: 'config_bare_number' })
  })
  it.each(['0', '1h1s', '15 m', '', '-5s'])('refuse “%s”', (input) => {
    expect(value(read, input)).toBe('flaw')
  })
})

describe('lists and pairs', () => {
  it('cut blanks around items', () => {
    expect(value(list(text), 'a, b ,c')).toEqual(['a', 'b', 'c'])
  })
  it('an empty text is an empty list', () => {
    expect(value(list(text), '')).toEqual([])
  })
  it.each(['a,', ',a', 'a,,b'])('refuse the empty item of “%s”', (input) => {
    expect(value(list(text), input)).toBe('flaw')
  })
  it('read key:value pairs', () => {
    expect(value(pairs, 'team:identity,url:http://x')).toEqual({
      team: 'identity',
      url: 'http://x',
    })
    expect(value(pairs, '')).toEqual({})
  })
  it.each(['team', ':x', 'a:b,'])('refuse “%s” as pairs', (input) => {
    expect(value(pairs, input)).toBe('flaw')
  })
})
