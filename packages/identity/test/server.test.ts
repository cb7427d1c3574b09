import { expect, it, vi } from 'vitest'
import { eachSide, holdTime, until } from './support/bed.ts'
import { jane, jwt, tokens, welcome } from './support/people.ts'

const attributes = { httpOnly: false, secure: true, path: '/', sameSite: 'Lax' }
const noRuntime = 'Server-side auth requires Netlify Functions runtime'

eachSide('signing in on a server', (bed) => {
  it('139. login asks for tokens, then whose they are, then sets both cookies', async () => {
    const issued = tokens()
    welcome(bed.api)
    bed.api.on('POST /token', { json: issued })
    const { identity, answered } = await bed.server()
    expect(await identity.login('jane@example.com', 'secret')).toMatchObject({ id: jane.id })
    expect(bed.api.asked()).toEqual(['POST /token', 'GET /user'])
    const [first, second] = bed.api.calls
    expect(first?.headers['content-type']).toContain('application/x-www-form-urlencoded')
    expect(first?.body).toContain('username=jane%40example.com')
    expect(second?.headers['authorization']).toBe(`Bearer ${issued.access_token}`)
    expect(Object.fromEntries(answered)).toEqual({
      nf_jwt: { name: 'nf_jwt', value: issued.access_token, ...attributes },
      nf_refresh: { name: 'nf_refresh', value: issued.refresh_token, ...attributes },
    })
  })

  it.each([
    [401, { code: 401, msg: 'Not allowed' }, 'Not allowed'],
    [400, { error: 'invalid_grant', error_description: 'Wrong password' }, 'Wrong password'],
    [500, {}, 'Login failed (500)'],
  ])('140. a login that is refused with %i says why', async (status, json, message) => {
    bed.api.on('POST /token', { status, json })
    const { identity, answered } = await bed.server()
    const error = await identity.login('jane@example.com', 'no').catch((reason) => reason)
    expect(error).toBeInstanceOf(identity.AuthError)
    expect(error).toMatchObject({ message, status })
    expect(answered.size).toBe(0)
  })

  it('141. a login whose user cannot be read sets no cookies', async () => {
    welcome(bed.api)
    bed.api.on('GET /user', { status: 500, json: { code: 500, msg: 'Database is away' } })
    const { identity, answered } = await bed.server()
    const error = await identity.login('jane@example.com', 'secret').catch((reason) => reason)
    expect(error).toMatchObject({ message: 'Database is away', status: 500 })
    bed.api.on('GET /user', { status: 503, json: {} })
    const other = await identity.login('jane@example.com', 'secret').catch((reason) => reason)
    expect(other).toMatchObject({ message: 'Failed to fetch user data (503)', status: 503 })
    expect(answered.size).toBe(0)
  })

  it('142. a network that fails is an AuthError with its words', async () => {
    const { identity } = await bed.server()
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('fetch failed')))
    const error = await identity.login('jane@example.com', 'secret').catch((reason) => reason)
    expect(error).toBeInstanceOf(identity.AuthError)
    expect(error.message).toBe('fetch failed')
    expect(error.status).toBeUndefined()
  })

  it('143. without cookies to set, login and logout are refused', async () => {
    const { identity } = await bed.server({ hasJar: false })
    for (const attempt of [identity.login('jane@example.com', 'x'), identity.logout()]) {
      const error = await attempt.catch((reason: unknown) => reason)
      expect(error).toBeInstanceOf(identity.AuthError)
      expect((error as Error).message).toBe(noRuntime)
    }
    expect(bed.api.asked()).toEqual([])
  })

  it('143. without an address, login and signup are refused', async () => {
    const { identity } = await bed.server({ context: null })
    for (const name of ['login', 'signup'] as const) {
      const error = await identity[name]('jane@example.com', 'x').catch((reason) => reason)
      expect(error).toBeInstanceOf(identity.AuthError)
      expect(error.message).toBe('Could not determine the Identity endpoint URL on the server')
    }
  })

  it('144. signup sets cookies only for a confirmed user with tokens', async () => {
    const { identity, answered } = await bed.server()
    for (const json of [{ ...jane, confirmed_at: null }, jane]) {
      bed.api.on('POST /signup', { json })
      expect(await identity.signup('jane@example.com', 'secret')).toMatchObject({ id: jane.id })
    }
    expect(answered.size).toBe(0)
    bed.api.on('POST /signup', { json: { ...jane, ...tokens() } })
    await identity.signup('jane@example.com', 'secret')
    expect([...answered.keys()]).toEqual(['nf_jwt', 'nf_refresh'])
    expect(bed.api.asked()).toEqual(['POST /signup', 'POST /signup', 'POST /signup'])
  })

  it('145. a signup that is refused says why', async () => {
    bed.api.on('POST /signup', { status: 422, json: { code: 422, msg: 'User already exists' } })
    const { identity } = await bed.server()
    const error = await identity.signup('jane@example.com', 'secret').catch((reason) => reason)
    expect(error).toBeInstanceOf(identity.AuthError)
    expect(error).toMatchObject({ message: 'User already exists', status: 422 })
    bed.api.on('POST /signup', { status: 500, json: {} })
    const other = await identity.signup('jane@example.com', 'secret').catch((reason) => reason)
    expect(other.message).toBe('Signup failed (500)')
  })

  it('146. logout ends the session of the cookie, and deletes both in any case', async () => {
    bed.api.on('POST /logout', { status: 204 })
    const { identity, answered } = await bed.server({ cookies: { nf_jwt: 'a.b.c' } })
    await identity.logout()
    expect(bed.api.asked()).toEqual(['POST /logout'])
    expect(bed.api.calls[0]?.headers['authorization']).toBe('Bearer a.b.c')
    expect(Object.fromEntries(answered)).toEqual({ nf_jwt: null, nf_refresh: null })
  })

  it('146. … without a cookie, and without a network', async () => {
    const nobody = await bed.server()
    await nobody.identity.logout()
    expect(bed.api.asked()).toEqual([])
    expect(Object.fromEntries(nobody.answered)).toEqual({ nf_jwt: null, nf_refresh: null })
    const { identity, answered } = await bed.server({ cookies: { nf_jwt: 'a.b.c' } })
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('fetch failed')))
    await identity.logout()
    expect(Object.fromEntries(answered)).toEqual({ nf_jwt: null, nf_refresh: null })
  })

  it('155. nobody is told of anything, and no provider is gone to', async () => {
    welcome(bed.api)
    const { identity } = await bed.server()
    const callback = vi.fn()
    const stop = identity.onAuthChange(callback)
    await identity.login('jane@example.com', 'secret')
    stop()
    expect(callback).not.toHaveBeenCalled()
    expect(() => identity.oauthLogin('github')).toThrow(
      'oauthLogin() is only available in the browser',
    )
  })
})

eachSide('the visitor of a request', (bed) => {
  it('147. a token of the context is asked about', async () => {
    welcome(bed.api)
    const { identity } = await bed.server({ context: { url: bed.api.url, token: 'visitor' } })
    expect(await identity.getUser()).toMatchObject({ id: jane.id, createdAt: jane['created_at'] })
    expect(bed.api.calls[0]?.headers['authorization']).toBe('Bearer visitor')
  })

  it('147. a cookie is asked about', async () => {
    welcome(bed.api)
    const { identity } = await bed.server({ cookies: { nf_jwt: 'a.b.c' } })
    expect(await identity.getUser()).toMatchObject({ id: jane.id })
    expect(bed.api.calls[0]?.headers['authorization']).toBe('Bearer a.b.c')
  })

  it('148. when the API fails, the claims that the runtime verified are the user', async () => {
    bed.api.on('GET /user', { status: 500, json: {} })
    const claims = {
      sub: jane.id,
      email: 'jane@example.com',
      role: 'authenticated',
      app_metadata: { provider: 'github', roles: ['editor'] },
      user_metadata: { full_name: 'Jane Doe' },
    }
    const { identity } = await bed.server({
      cookies: { nf_jwt: 'a.b.c' },
      context: { url: bed.api.url, user: claims },
    })
    const user = await identity.getUser()
    expect(user).toMatchObject({
      id: jane.id,
      email: 'jane@example.com',
      name: 'Jane Doe',
      provider: 'github',
      roles: ['editor'],
    })
    expect([user?.createdAt, user?.role]).toEqual([undefined, undefined])
  })

  it('149. a cookie that nobody has verified is nobody', async () => {
    const cookies = { nf_jwt: jwt(3600) }
    const { identity } = await bed.server({ cookies, context: null })
    expect(await identity.getUser()).toBeNull()
  })

  it('150. nothing is nobody, and claims alone are somebody', async () => {
    const nobody = await bed.server()
    expect(await nobody.identity.getUser()).toBeNull()
    expect(await nobody.identity.isAuthenticated()).toBe(false)
    const somebody = await bed.server({ context: { user: { sub: jane.id } } })
    expect(await somebody.identity.isAuthenticated()).toBe(true)
    expect(bed.api.asked()).toEqual([])
  })

  it.each([-10, 30])('151. a token with %i s left is renewed into both cookies', async (left) => {
    const issued = tokens()
    bed.api.on('POST /token', { json: issued })
    const cookies = { nf_jwt: jwt(left), nf_refresh: 'r+/ =' }
    const { identity, answered } = await bed.server({ cookies })
    expect(await identity.refreshSession()).toBe(issued.access_token)
    const fields = { grant_type: 'refresh_token', refresh_token: 'r+/ =' }
    expect(bed.api.calls).toMatchObject([{ what: 'POST /token', fields }])
    expect(Object.fromEntries(answered)).toEqual({
      nf_jwt: { name: 'nf_jwt', value: issued.access_token, ...attributes },
      nf_refresh: { name: 'nf_refresh', value: issued.refresh_token, ...attributes },
    })
  })

  it.each([
    ['a token of an hour', { nf_jwt: jwt(3600), nf_refresh: 'r' }],
    ['no refresh token', { nf_jwt: jwt(-10) }],
    ['no token', { nf_refresh: 'r' }],
    ['nothing that can be read', { nf_jwt: 'x', nf_refresh: 'r' }],
  ])('152. with %s nothing is renewed', async (_what, cookies) => {
    const { identity } = await bed.server({ cookies: cookies as Record<string, string> })
    expect(await identity.refreshSession()).toBeNull()
    expect(bed.api.asked()).toEqual([])
  })

  it.each([400, 401])(
    '153. a renewal that is refused with %i takes the cookies',
    async (status) => {
      bed.api.on('POST /token', { status, json: { error: 'invalid_grant' } })
      const cookies = { nf_jwt: jwt(-10), nf_refresh: 'r' }
      const { identity, answered } = await bed.server({ cookies })
      expect(await identity.refreshSession()).toBeNull()
      expect(Object.fromEntries(answered)).toEqual({ nf_jwt: null, nf_refresh: null })
    },
  )

  it('153. a renewal that cannot be had is an AuthError, and the cookies stay', async () => {
    bed.api.on('POST /token', { status: 500, json: {} })
    const cookies = { nf_jwt: jwt(-10), nf_refresh: 'r' }
    const { identity, answered } = await bed.server({ cookies })
    const error = await identity.refreshSession().catch((reason) => reason)
    expect(error).toBeInstanceOf(identity.AuthError)
    expect(error).toMatchObject({ message: 'Token refresh failed (500)', status: 500 })
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('fetch failed')))
    await expect(identity.refreshSession()).rejects.toBeInstanceOf(identity.AuthError)
    expect(answered.size).toBe(0)
    const { identity: lost } = await bed.server({ cookies, context: null })
    vi.stubGlobal('netlifyIdentityContext', undefined)
    await expect(lost.refreshSession()).rejects.toThrow(
      'Could not determine the Identity endpoint URL for token refresh',
    )
  })

  it('154. an answer that takes more than five seconds is given up', async () => {
    const { identity } = await bed.server({ context: { url: `${bed.api.url}` } })
    holdTime()
    limitBySetTimeout()
    bed.api.on('POST /token', { json: {}, after: new Promise(() => {}) })
    const attempt = identity.login('jane@example.com', 'x').catch((reason: unknown) => reason)
    await until(() => bed.api.calls.length > 0)
    vi.advanceTimersByTime(5_001)
    const error = (await attempt) as InstanceType<typeof identity.AuthError>
    expect(error).toBeInstanceOf(identity.AuthError)
    expect(error.message).toBe(
      'Identity request to /.netlify/identity/token timed out after 5000ms',
    )
    expect(error.status).toBeUndefined()
  })
})

/** `AbortSignal.timeout` has a clock of its own, which no test can set. */
function limitBySetTimeout(): void {
  vi.spyOn(AbortSignal, 'timeout').mockImplementation((milliseconds) => {
    const controller = new AbortController()
    setTimeout(() => controller.abort(new DOMException('late', 'TimeoutError')), milliseconds)
    return controller.signal
  })
}
