import { describe, expect, it } from 'vitest'
import type { CookieAttributes } from '../cookie-jar.ts'
import { cookiesAfter, lineJar, putLine, withCookies } from './line-jar.ts'

const plain: CookieAttributes = { path: '/', secure: true, httpOnly: true, sameSite: 'lax' }

describe('the cookies of a request and its answer', () => {
  it('are those that came, until others are written', () => {
    const lines: string[] = []
    const jar = lineJar('a=1; b=2', (line) => lines.push(line))
    expect([jar.get('a'), jar.get('b'), jar.get('c')]).toEqual(['1', '2', undefined])
    jar.set('a', 'new', plain)
    jar.remove('b', plain)
    expect([jar.get('a'), jar.get('b')]).toEqual(['new', undefined])
    expect(lines).toEqual([
      'a=new; Path=/; HttpOnly; Secure; SameSite=Lax',
      'b=; Path=/; Max-Age=0; HttpOnly; Secure; SameSite=Lax',
    ])
  })

  it('are each said once in an answer, as last written, and the answer is no cache’s to keep', () => {
    const headers = new Headers()
    for (const line of ['a=1; Path=/', 'ab=2; Path=/', 'a=3; Path=/']) putLine(headers, line)
    expect(headers.getSetCookie()).toEqual(['ab=2; Path=/', 'a=3; Path=/'])
    expect(headers.get('cache-control')).toBe('private, no-store')
  })

  it('leave what an answer says of caches itself', () => {
    const headers = new Headers({ 'cache-control': 'no-cache' })
    putLine(headers, 'a=1')
    expect(headers.get('cache-control')).toBe('no-cache')
  })

  it('go into an answer whose headers cannot be changed', async () => {
    const written = new Headers([['set-cookie', 'a=1; Path=/']])
    const answer = Response.redirect('https://example.com/')
    expect(() => answer.headers.append('set-cookie', 'a=1')).toThrow()
    const changed = withCookies(answer, written)
    expect(changed.status).toBe(302)
    expect(changed.headers.get('location')).toBe('https://example.com/')
    expect(changed.headers.getSetCookie()).toEqual(['a=1; Path=/'])
    expect(withCookies(answer, new Headers())).toBe(answer)
  })
})

describe('the Cookie header as the browser will send it next', () => {
  it.each([
    ['', ['a=1; Path=/'], 'a=1'],
    ['x=%7b; a=0; y', ['a=1; Path=/; HttpOnly'], 'x=%7b; y; a=1'],
    ['a=0; a.1=0; ab=3', ['a=1; Path=/', 'a.1=; Path=/; Max-Age=0'], 'ab=3; a=1'],
    ['a=0', ['a=; Max-Age=0'], ''],
  ])('%j and %j make %j', (header, lines, after) => {
    expect(cookiesAfter(header, lines)).toBe(after)
  })
})
