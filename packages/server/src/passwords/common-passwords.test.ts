import { describe, expect, it } from 'vitest'
import { commonPasswords } from './common-passwords.ts'
import { commonPasswordList } from './common-passwords-list.ts'

const words = commonPasswordList.trim().split(/[ \n]/)

describe('the embedded list of common passwords (SEC-14)', () => {
  it('holds at least 10,000 entries that a policy of eight characters would let through', () => {
    expect(words.filter((word) => word.length >= 8).length).toBeGreaterThan(10_000)
  })

  it('is folded, printable, sorted and free of repetition', () => {
    expect(words.filter((word) => !/^[!-@[-~]{4,}$/.test(word))).toEqual([])
    expect(words).toEqual([...new Set(words)].sort())
  })

  it('finds every entry', () => {
    expect(words.filter((word) => !commonPasswords.includes(word))).toEqual([])
  })

  it.each([
    ...['password', '12345678', 'qwertyuiop', '123456789', '1234567890', 'password1', 'passw0rd'],
    ...['iloveyou', 'football', 'baseball', 'princess', 'sunshine', 'superman', 'trustno1'],
    ...['letmein1', 'welcome1', 'qwerty123', '1q2w3e4r', '1qaz2wsx', 'q1w2e3r4', 'zaq12wsx'],
    ...['abcdefgh', 'asdfghjkl', 'zxcvbnm1', 'qwertyui', '87654321', '11111111', '00000000'],
    ...['88888888', 'aaaaaaaa', '12341234', 'abcd1234', '123123123', 'asdfasdf', 'password!'],
    ...['password123', 'admin123', 'letmein123', 'welcome123', 'summer2024', 'winter2025'],
    ...['changeme', 'starwars', 'whatever', 'computer', 'internet', 'michelle', 'jennifer'],
    ...['corvette', 'mercedes', 'maverick', 'p@ssw0rd', 'qwertzuiop', 'administrator1'],
  ])('P-10: knows %s', (word) => {
    expect(commonPasswords.includes(word)).toBe(true)
  })

  it.each([
    '',
    ' ',
    'pass word',
    '\n',
    'correct horse battery',
    'zzzzzzzzzzzzzzzzz',
    '!',
    '~~~~~~~~~',
  ])('does not know %j', (word) => {
    expect(commonPasswords.includes(word)).toBe(false)
  })
})
