import { describe, expect, it } from 'vitest'
import {
  normalisePassword,
  type PasswordPolicy,
  passwordFlaw,
  passwordWeakness,
} from './password-policy.ts'

const policy: PasswordPolicy = { minimum: 8, refusesCommon: true, scheme: 'argon2id' }
const adopted: PasswordPolicy = { ...policy, scheme: 'bcrypt' }
const about = { email: 'Mary.Jones@x.test', siteName: 'Tulips.example' }
const common = new Set(['password', '12345678', 'qwertyuiop', 'sunshine'])

const weaknessOf = (password: string, rules = policy, of = about) =>
  passwordWeakness(password, rules, of, (folded) => common.has(folded))?.code ?? null

describe('how long a password is (SEC-11, SEC-12)', () => {
  it.each([
    ['P-01 seven characters', 'tr0ub4d', 'password_too_short'],
    ['eight characters', 'tr0ub4do', null],
    ['seven emoji of four bytes', '🐎'.repeat(7), 'password_too_short'],
    ['eight emoji of four bytes', '🐎🔋🖇🍃🐎🔋🖇🍃', null],
    ['P-09 blanks count', ' trub4d ', null],
    ['eight blanks', '        ', null],
    ['seven characters, typed with eight', 'tr0ub4e\u0301', 'password_too_short'],
    ['256 characters', 'Ax'.repeat(128), null],
    ['257 characters', `${'Ax'.repeat(128)}y`, 'password_too_long'],
    ['P-05 256 characters, typed with 512', 'e\u0301'.repeat(256), null],
    ['256 code points of 52 characters as one sees them', `${'👩‍👩‍👧'.repeat(51)}a`, null],
    ['P-03 4,097 bytes', `${'é'.repeat(2048)}a`, 'password_too_long'],
  ])('%s', (_what, password, weakness) => {
    expect(weaknessOf(password)).toBe(weakness)
  })

  it('says what the minimum is', () => {
    const weakness = passwordWeakness('short', { ...policy, minimum: 15 }, about, () => false)
    expect(weakness).toEqual({ code: 'password_too_short', minimum: 15 })
  })
})

describe('Q-024: a password while bcrypt is the scheme', () => {
  it.each([
    ['72 bytes', 'A'.repeat(72), null],
    ['73 bytes', 'A'.repeat(73), 'password_too_long'],
    ['72 bytes of 24 characters', '€'.repeat(24), null],
    ['75 bytes of 25 characters', '€'.repeat(25), 'password_too_long'],
    ['72 bytes that are 74 as typed', `${'e\u0301'}${'a'.repeat(70)}`, null],
    ['72 bytes as typed that are more when normalised', '\u0958'.repeat(24), 'password_too_long'],
  ])('%s', (_what, password, flaw) => {
    expect(passwordFlaw(password, adopted)?.code ?? null).toBe(flaw)
  })
})

describe('SEC-13: the form of a password', () => {
  it('P-05: is the same for composed and decomposed accents', () => {
    expect(normalisePassword('cafe\u0301')).toBe(normalisePassword('caf\u00e9'))
  })

  it('P-09: is otherwise untouched', () => {
    for (const password of [' a ', 'ＡＢＣ', 'ﬁ', 'Ⅳ', '\t\n']) {
      expect(normalisePassword(password)).toBe(password)
    }
  })

  it.each([
    ['P-06 a NUL', 'pass\0word'],
    ['P-07 a lone surrogate', '\ud800aaaaaaa'],
    ['P-07 surrogates in the wrong order', 'aaaaaaa\udc00\ud800'],
  ])('cannot hold %s', (_what, password) => {
    expect(weaknessOf(password)).toBe('password_unreadable')
    expect(passwordFlaw(password, adopted)?.code).toBe('password_unreadable')
  })
})

describe('SEC-14: a password that is easy to guess', () => {
  it.each([
    ['P-10 a common one', 'password'],
    ['P-10 in other letter case', 'SunShine'],
    ['P-11 the address', 'mary.jones@x.test'],
    ['P-11 the address in other letter case', 'MARY.JONES@X.TEST'],
    ['made of the part before the at sign', 'xxMary.Jones1'],
    ['made of the name of the site', 'tulips.example1'],
    ['made of the name of the product', 'myLatchkey99'],
  ])('%s is refused', (_what, password) => {
    expect(weaknessOf(password)).toBe('password_too_common')
  })

  it('may have a word of three letters or fewer in it', () => {
    expect(weaknessOf('bob the builder', policy, { email: 'bob@x.test', siteName: '' })).toBeNull()
  })

  it('is not looked for where the policy says so, nor in what an operator sets', () => {
    expect(weaknessOf('password', { ...policy, refusesCommon: false })).toBeNull()
    expect(passwordFlaw('x', policy)).toBeNull()
  })

  it('P-11: survives an address that is none', () => {
    expect(weaknessOf('tr0ub4dor&3', policy, { email: '', siteName: '' })).toBeNull()
    expect(weaknessOf('tr0ub4dor&3', policy, { email: 'no at sign', siteName: '' })).toBeNull()
  })
})
