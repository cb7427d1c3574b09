import { describe, expect, it } from 'vitest'
import { cookieJar, longAgo } from '../test/support/cookie-jar.ts'
import { jwt, sessionOf, tokens } from '../test/support/tokens.ts'
import { cookieStorage } from './cookie-storage.ts'
import { readStored } from './stored-session.ts'

const now = 1_767_225_600_000

describe('a session in cookies', () => {
  it('lies in two cookies that scripts cannot read, and other sites do not send', () => {
    const jar = cookieJar()
    cookieStorage(jar).write(JSON.stringify(sessionOf(tokens(now))))
    expect([...jar.cookies.keys()]).toEqual(['latchkey_access', 'latchkey_refresh'])
    for (const { attributes } of jar.cookies.values()) {
      expect(attributes).toEqual({
        path: '/',
        secure: true,
        httpOnly: true,
        sameSite: 'lax',
        maxAge: 30 * 24 * 3600,
      })
    }
  })

  it('has the names, the domain and the life that a site chooses', () => {
    const jar = cookieJar()
    cookieStorage(jar, {
      accessName: 'nf_jwt',
      refreshName: 'nf_refresh',
      domain: 'example.com',
      lifetime: null,
    }).write(JSON.stringify(sessionOf(tokens(now))))
    expect([...jar.cookies.keys()]).toEqual(['nf_jwt', 'nf_refresh'])
    const attributes = jar.cookies.get('nf_jwt')?.attributes
    expect(attributes).toMatchObject({ domain: 'example.com' })
    expect(attributes).not.toHaveProperty('maxAge')
  })

  it('comes back in the next request as far as its token tells', () => {
    const jar = cookieJar()
    const claims = {
      email: 'ada@example.test',
      user_metadata: { full_name: 'Ada' },
      iat: now / 1000,
    }
    const token = tokens(now, 3600, 'ada', claims)
    cookieStorage(jar).write(JSON.stringify(sessionOf(token)))
    const session = readStored(cookieStorage(jar.next()).read())
    expect(session).toMatchObject({
      id: 'ada',
      email: 'ada@example.test',
      user_metadata: { full_name: 'Ada' },
      token: { ...token, expires_in: 3600 },
    })
  })

  it('keeps what the server said of the user until the request ends', () => {
    const storage = cookieStorage(cookieJar())
    storage.write(JSON.stringify({ ...sessionOf(tokens(now)), confirmed_at: '2026-01-01' }))
    expect(readStored(storage.read())).toMatchObject({ confirmed_at: '2026-01-01' })
  })

  it('is never of another user than its token, whatever was written beside it', () => {
    const storage = cookieStorage(cookieJar())
    const written = { ...sessionOf(tokens(now, 3600, 'mallory'), 'ada'), role: 'admin' }
    storage.write(JSON.stringify(written))
    const session = readStored(storage.read())
    expect(session?.id).toBe('mallory')
    expect(session?.role).toBeUndefined()
    expect(session?.email).toBeUndefined()
  })

  it.each([
    ['no token at all', 'x'],
    ['no subject', jwt({ exp: 2 })],
    ['no end', jwt({ sub: 'ada' })],
    ['JSON that is no object', `a.${Buffer.from('7').toString('base64url')}.c`],
  ])('is nobody’s with %s', (_what, access) => {
    const jar = cookieJar({ latchkey_access: access, latchkey_refresh: 'r' })
    expect(cookieStorage(jar).read()).toBeNull()
  })

  it('needs both cookies', () => {
    const { access_token } = tokens(now)
    expect(cookieStorage(cookieJar({ latchkey_access: access_token })).read()).toBeNull()
    expect(cookieStorage(cookieJar({ latchkey_refresh: 'r' })).read()).toBeNull()
  })

  it('is not written again as it is already', () => {
    const jar = cookieJar()
    cookieStorage(jar).write(JSON.stringify(sessionOf(tokens(now))))
    const next = jar.next()
    const storage = cookieStorage(next)
    storage.write(storage.read() ?? '')
    expect(next.writes).toEqual([])
  })

  it('leaves nothing when it ends, and nothing to do where there was none', () => {
    const jar = cookieJar()
    const storage = cookieStorage(jar)
    storage.write(JSON.stringify(sessionOf(tokens(now, 3600, 'ada', { big: 'x'.repeat(9_000) }))))
    expect(jar.cookies.size).toBeGreaterThan(3)
    storage.remove()
    expect(jar.cookies.size).toBe(0)
    expect(storage.read()).toBeNull()
    const empty = cookieJar()
    cookieStorage(empty).remove()
    expect(empty.writes).toEqual([])
  })
})

describe('a token longer than a cookie', () => {
  const long = (size: number): string =>
    JSON.stringify(
      sessionOf(tokens(now, 3600, 'ada', { user_metadata: { big: 'x'.repeat(size) } })),
    )

  it('lies in numbered pieces that browsers accept, and comes back whole', () => {
    const jar = cookieJar()
    const text = long(9_000)
    cookieStorage(jar).write(text)
    const names = [...jar.cookies.keys()]
    expect(names.slice(0, 3)).toEqual(['latchkey_access', 'latchkey_access.1', 'latchkey_access.2'])
    for (const [name, { value }] of jar.cookies) {
      expect(name.length + encodeURIComponent(value).length).toBeLessThanOrEqual(4096)
    }
    const back = readStored(cookieStorage(jar.next()).read())
    expect(back?.token.access_token).toBe(readStored(text)?.token.access_token)
  })

  it('takes its stale pieces along when it shrinks', () => {
    const jar = cookieJar()
    const storage = cookieStorage(jar)
    storage.write(long(9_000))
    storage.write(long(0))
    expect([...jar.cookies.keys()].sort()).toEqual(['latchkey_access', 'latchkey_refresh'])
    expect(jar.cookies.get('latchkey_access.1')).toBeUndefined()
    expect(jar.removed.get('latchkey_access.2')).toMatchObject({ path: '/' })
    expect(readStored(storage.read())?.id).toBe('ada')
  })

  it('that lost a piece is nobody’s', () => {
    const jar = cookieJar()
    cookieStorage(jar).write(long(9_000))
    jar.remove('latchkey_access.1', longAgo)
    expect(cookieStorage(jar.next()).read()).toBeNull()
  })
})
