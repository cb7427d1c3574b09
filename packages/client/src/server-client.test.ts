import { beforeEach, describe, expect, it } from 'vitest'
import { cookieJar, type TestJar } from '../test/support/cookie-jar.ts'
import { type HandClock, handClock } from '../test/support/hand-clock.ts'
import { type SmallApi, secret, signed, smallApi } from '../test/support/small-api.ts'
import { accessToken, currentUser } from './client.ts'
import { createServerClient, type ServerClient, type ServerClientOptions } from './server-client.ts'
import { signIn } from './sign-in.ts'
import { signOut } from './sign-out.ts'

let clock: HandClock
let api: SmallApi
beforeEach(() => {
  clock = handClock()
  api = smallApi(clock)
})

function clientOf(jar: TestJar, options: Partial<ServerClientOptions> = {}): ServerClient {
  return createServerClient({ url: 'http://id.test', jar, clock, fetch: api.fetch, ...options })
}

const hour = 3_600_000
const keys = { verify: { keys: secret } }

describe('who sent a request', () => {
  it('is nobody without cookies, and nobody is asked', async () => {
    expect(await clientOf(cookieJar()).user()).toBeNull()
    expect(api.asked).toEqual([])
  })

  it('is asked of the server once a request, and changes no cookie', async () => {
    const jar = cookieJar(api.cookiesOf('ada'))
    const client = clientOf(jar)
    const users = await Promise.all([client.user(), client.user()])
    expect(users[0]).toMatchObject({ id: 'ada', emailVerified: true })
    expect(users[1]).toBe(users[0])
    expect(await client.user()).toBe(users[0])
    expect(api.asked).toEqual(['GET /user as ada'])
    expect(jar.writes).toEqual([])
  })

  it('is known by the signature where there are keys, and nobody is asked', async () => {
    const jar = cookieJar(api.cookiesOf('ada'))
    expect(await clientOf(jar, keys).user()).toMatchObject({ id: 'ada' })
    expect(api.asked).toEqual([])
  })

  it('is not who a forged token says, and `currentUser` says nobody before it is verified', async () => {
    const admin = { sub: 'root', exp: clock.now() / 1000 + hour, email: 'root@example.test' }
    for (const options of [{}, keys]) {
      const forged = { latchkey_access: signed(admin, 'guess'), latchkey_refresh: 'x' }
      api.end('x')
      const client = clientOf(cookieJar(forged), options)
      expect(currentUser(client)).toBeNull()
      expect(await client.user()).toBeNull()
      expect(currentUser(client)).toBeNull()
    }
    const client = clientOf(cookieJar(api.cookiesOf('ada')))
    expect(currentUser(client)).toBeNull()
    await client.user()
    expect(currentUser(client)).toMatchObject({ id: 'ada' })
  })

  it('is whom the refresh token belongs to, when a forged access token lies beside it', async () => {
    const admin = {
      sub: 'root',
      exp: clock.now() / 1000 + hour,
      app_metadata: { roles: ['admin'] },
    }
    const past = { ...admin, exp: clock.now() / 1000 - 1 }
    for (const options of [{}, keys]) {
      for (const claims of [admin, past]) {
        const forged = { latchkey_access: signed(claims, 'guess'), latchkey_refresh: 'mallory:0' }
        const client = clientOf(cookieJar(forged), options)
        const user = await client.user()
        expect(user).toMatchObject({ id: 'mallory', email: 'mallory@example.test' })
        expect(user?.roles).toBeUndefined()
        expect(currentUser(client)).toMatchObject({ id: 'mallory', roles: undefined })
      }
    }
  })

  it('is renewed near the end of the session, for the next request too', async () => {
    for (const options of [{}, keys]) {
      const jar = cookieJar(api.cookiesOf('ada'))
      await clock.pass(hour - 30_000)
      expect(await clientOf(jar, options).user()).toMatchObject({ id: 'ada' })
      expect(jar.get('latchkey_refresh')).toBe('ada:1')
      await clock.pass(hour / 2)
      const next = jar.next()
      expect(await clientOf(next, options).user()).toMatchObject({ id: 'ada' })
      expect(next.writes).toEqual([])
    }
  })

  it('is nobody when the session has ended, and the cookies go', async () => {
    for (const options of [{}, keys]) {
      const jar = cookieJar(api.cookiesOf('ada'))
      api.end('ada:0')
      await clock.pass(hour)
      expect(await clientOf(jar, options).user()).toBeNull()
      expect(jar.cookies.size).toBe(0)
    }
  })

  it('is not known while the server is away: neither somebody nor nobody; the cookies stay', async () => {
    const jar = cookieJar(api.cookiesOf('ada'))
    const client = clientOf(jar)
    api.isAway = true
    await expect(client.user()).rejects.toMatchObject({ code: 'network_failed' })
    expect(currentUser(client)).toBeNull()
    expect(jar.writes).toEqual([])
    api.isAway = false
    expect(await client.user()).toMatchObject({ id: 'ada' })
  })

  it('is asked again after somebody else has signed in in the same request', async () => {
    const jar = cookieJar(api.cookiesOf('ada'))
    const client = clientOf(jar)
    expect((await client.user())?.id).toBe('ada')
    await signIn(client, { email: 'bob', password: 'x' })
    expect(currentUser(client)?.id).toBe('bob')
    expect((await client.user())?.id).toBe('bob')
    await signOut(client)
    expect(await client.user()).toBeNull()
    expect(currentUser(client)).toBeNull()
    expect(jar.cookies.size).toBe(0)
  })
})

describe('where cookies can only be read', () => {
  it('a session is honoured while it lasts, and never renewed or dropped', async () => {
    for (const options of [{}, keys]) {
      const jar = cookieJar(api.cookiesOf('ada'))
      const isReadOnly = { ...options, isReadOnly: true }
      await clock.pass(hour - 30_000)
      expect(await clientOf(jar, isReadOnly).user()).toMatchObject({ id: 'ada' })
      expect(await accessToken(clientOf(jar, isReadOnly))).toBe(jar.get('latchkey_access'))
      await clock.pass(30_000)
      expect(await clientOf(jar, isReadOnly).user()).toBeNull()
      expect(jar.writes).toEqual([])
      expect(api.asked.filter((what) => what.startsWith('POST'))).toEqual([])
    }
  })

  it('a forged token is nobody’s', async () => {
    const exp = clock.now() / 1000 + hour
    const forged = { latchkey_access: signed({ sub: 'root', exp }, 'guess'), latchkey_refresh: 'x' }
    for (const options of [{}, keys]) {
      const client = clientOf(cookieJar(forged), { ...options, isReadOnly: true })
      expect(await client.user()).toBeNull()
      expect(currentUser(client)).toBeNull()
    }
  })
})
