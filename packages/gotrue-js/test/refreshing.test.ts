import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { User } from '../src/index.ts'
import { session, tokens } from './support/tokens.ts'
import { type Client, failure, implementations, openWorld, type World } from './support/world.ts'

// The cases of "Black-box test cases" 7.2 from 44 to 54, by number.
describe.each(implementations)('$name: refreshing', (implementation) => {
  const { isOurs } = implementation
  let world: World
  let client: Client
  beforeEach(async () => {
    world = await openWorld(implementation)
    client = world.client()
  })
  afterEach(() => world.close())

  /** Somebody whose token ends in `seconds`. */
  async function signedIn(seconds: number, remember = false): Promise<User> {
    const user = await client.createUser({ ...tokens(), expires_at: 0 }, remember)
    user._processTokenResponse({ ...tokens(seconds), expires_at: 0 })
    return user._refreshSavedSession()
  }
  const refreshes = () => world.api.of('POST /token')

  it('44. a token that serves for an hour is given without a request', async () => {
    const user = await signedIn(3600)
    expect(await user.jwt()).toBe(user.tokenDetails()?.access_token)
    expect(refreshes()).toEqual([])
  })

  it('45. a token that ends within a minute is replaced, by a form without a bearer', async () => {
    const user = await signedIn(59)
    const spent = user.token?.refresh_token
    expect(await user.jwt()).toBe(user.token?.access_token)
    expect(user.token?.refresh_token).not.toBe(spent)
    expect(refreshes()).toHaveLength(1)
    expect(refreshes()[0]?.body).toBe(`grant_type=refresh_token&refresh_token=${spent}`)
    expect(refreshes()[0]?.headers.authorization).toBeUndefined()
  })

  it('45. a token that ends within a minute is replaced, whatever storage says of its end', async () => {
    const user = await signedIn(59, true)
    const token = { ...user.token, expires_at: Date.now() + 3_600_000 }
    world.page.save(JSON.stringify({ ...world.page.saved(), token }))
    await user.jwt()
    expect(refreshes()).toHaveLength(1)
  })

  it('46. a token that ends in more than a minute is not', async () => {
    await (await signedIn(61)).jwt()
    expect(refreshes()).toEqual([])
  })

  it('47. a token is replaced whenever that is asked for', async () => {
    const user = await signedIn(3600)
    const before = user.token?.access_token
    expect(await user.jwt(true)).not.toBe(before)
    expect(refreshes()).toHaveLength(1)
  })

  it('48. two callers at once share one request', async () => {
    const user = await signedIn(3600)
    const [one, other] = await Promise.all([user.jwt(true), user.jwt(true)])
    expect(one).toBe(other)
    expect(refreshes()).toHaveLength(1)
  })

  it('49. new tokens are saved if the session was', async () => {
    const user = await signedIn(59, true)
    await user.jwt()
    expect(world.page.saved()?.['token']).toEqual(user.token)
  })

  it('49. new tokens are not saved if it was not', async () => {
    await (await signedIn(59)).jwt()
    expect(world.page.saved()).toBeNull()
  })

  it('50. a refresh that is refused ends the session', async () => {
    const user = await signedIn(59, true)
    world.api.on('POST /token', { status: 401, json: { error: 'invalid_grant' } })
    expect(await failure(user.jwt())).toMatchObject({ status: 401, message: 'Unauthorized' })
    expect(user.token).toBeNull()
    expect(world.page.saved()).toBeNull()
    expect(client.currentUser()).toBeNull()
  })

  const fate = isOurs ? 'keeps' : 'ends'
  const marked = (number: number) => `${isOurs ? 'R2' : '(Q)'} ${number}.`
  function expectFate(user: User): void {
    expect(user.token === null).toBe(!isOurs)
    expect(world.page.saved() === null).toBe(!isOurs)
    expect(client.currentUser()).toBe(isOurs ? user : null)
  }

  it(`${marked(51)} a refresh without a network ${fate} the session`, async () => {
    const user = await signedIn(59, true)
    const reason = new TypeError('offline')
    vi.stubGlobal('fetch', () => Promise.reject(reason))
    expect(await failure(user.jwt())).toBe(reason)
    expectFate(user)
  })

  it(`${marked(52)} a refresh that takes half a minute fails, and ${fate} the session`, async () => {
    const user = await signedIn(59, true)
    const asked = new Promise<void>((heard) => {
      world.api.on('POST /token', () => {
        heard()
        return null
      })
    })
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    // The one timer that cannot be set by hand is made of one that can.
    vi.spyOn(AbortSignal, 'timeout').mockImplementation((delay) => {
      const limit = new AbortController()
      setTimeout(() => limit.abort(), delay)
      return limit.signal
    })
    const outcome = failure(user.jwt())
    await asked
    vi.advanceTimersByTime(30_000)
    expect((await outcome).message).toBe('Token refresh timeout')
    expectFate(user)
  })

  it('53. without a token there is none to give', async () => {
    const user = await signedIn(3600)
    user.clearSession()
    const error = await failure(user.jwt())
    expect(error.message).toBe('Gotrue-js: failed getting jwt access token')
  })

  it('54. a refresh names no audience', async () => {
    client = world.client({ audience: 'a' })
    await (await signedIn(59)).getUserData()
    expect(refreshes()[0]?.headers).not.toHaveProperty('x-jwt-aud')
    expect(world.api.of('GET /user')[1]?.headers['x-jwt-aud']).toBe('a')
  })

  it('a refused refresh speaks in the words of the server only within a request', async () => {
    world.page.save(JSON.stringify(session(-5)))
    world.api.on('POST /token', { status: 400, json: { error: 'e', error_description: 'd' } })
    const error = await failure(client.currentUser()?.getUserData() ?? Promise.resolve())
    expect(error.message).toBe('e: d')
  })
})
