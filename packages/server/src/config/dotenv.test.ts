import { describe, expect, it } from 'vitest'
import { readDotenv } from './dotenv.ts'

function valueIn(text: string, key = 'A'): string | undefined {
  return readDotenv(text).entries.get(key)?.value
}

describe('a dotenv file (server spec 8.1)', () => {
  it.each([
    ['A=plain', 'plain'],
    ['A = spaced out ', 'spaced out'],
    ['A: yaml like', 'yaml like'],
    ['export A=exported', 'exported'],
    ['A=', ''],
    ['A=value # a comment', 'value'],
    ['A=va#lue', 'va#lue'],
    ['A= # only a comment', ''],
    ["A='single $B \\n'", 'single $B \\n'],
    ['A="two\\nlines"', 'two\nlines'],
    ['A="a \\"quote\\" and a \\\\"', 'a "quote" and a \\'],
    ['A="kept # inside" # outside', 'kept # inside'],
    ['\ufeffA=after a byte order mark', 'after a byte order mark'],
    ['A=one\r\nC=two', 'one'],
    ['A=https://example.com/?x=1', 'https://example.com/?x=1'],
  ])('%j means %j', (text, value) => {
    expect(valueIn(text)).toBe(value)
  })

  it('expands variables of earlier lines only', () => {
    expect(valueIn('B=one\nA=$B-$' + '{B}\n')).toBe('one-one')
    expect(valueIn('A=x$B\nB=one')).toBe('x')
    expect(valueIn('B=one\nA="\\$B"')).toBe('$B')
  })

  it('does not read expanded text again', () => {
    expect(valueIn("B='$C'\nC=no\nA=$B")).toBe('$C')
  })

  it('tells the line of each value, and lets the last one win', () => {
    expect(readDotenv('# first\nA=1\n\nA=2').entries.get('A')).toEqual({ value: '2', line: 4 })
  })

  it('names lines it cannot read, and no more of them than the number', () => {
    const { entries, unreadable } = readDotenv(
      'A=1\nhunter2 canary\nB="open\nC=\'open\nD="x" y\nE=5',
    )
    expect(unreadable).toEqual([2, 3, 4, 5])
    expect([...entries.keys()]).toEqual(['A', 'E'])
  })

  it('SEC-115 reads 64 KiB of the worst text at once', () => {
    const started = performance.now()
    readDotenv(`A="${'\\'.repeat(65_536)}`)
    readDotenv(`A=${' #'.repeat(32_768)}`)
    expect(performance.now() - started).toBeLessThan(500)
  })
})
