import { describe, expect, it } from 'vitest'
import { type CookieAttributes, readCookies, writeCookie, writeRemoval } from './cookie-jar.ts'

const plain: CookieAttributes = { path: '/', secure: true, httpOnly: true, sameSite: 'lax' }

describe('a line of Set-Cookie', () => {
  it('says everything it was told, and encodes what would end it', () => {
    expect(writeCookie('a', 'b; Domain=evil.example', { ...plain, maxAge: 60 })).toBe(
      'a=b%3B%20Domain%3Devil.example; Path=/; Max-Age=60; HttpOnly; Secure; SameSite=Lax',
    )
    const open = { ...plain, httpOnly: false, secure: false, domain: 'example.com' }
    expect(writeCookie('a', 'b', { ...open, sameSite: 'strict' })).toBe(
      'a=b; Path=/; Domain=example.com; SameSite=Strict',
    )
  })

  it('takes a cookie away with the attributes it was set with', () => {
    expect(writeRemoval('a', { ...plain, maxAge: 60 })).toBe(
      'a=; Path=/; Max-Age=0; HttpOnly; Secure; SameSite=Lax',
    )
  })
})

describe('a Cookie header', () => {
  it.each([
    ['', {}],
    ['a=1; b=2', { a: '1', b: '2' }],
    ['a=1;b=2 ; c', { a: '1', b: '2' }],
    ['a=%7B%7D; b=100%', { a: '{}', b: '100%' }],
    ['a=x=y==', { a: 'x=y==' }],
    ['a=first; a=second', { a: 'first' }],
    [
      '__proto__=x; constructor=y',
      Object.fromEntries([
        ['__proto__', 'x'],
        ['constructor', 'y'],
      ]),
    ],
  ])('%j is read', (header, values) => {
    expect(Object.fromEntries(readCookies(header))).toEqual(values)
  })
})
