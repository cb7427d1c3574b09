import { expect, it, vi } from 'vitest'
import { eachSide, type ServerRequest } from './support/bed.ts'
import { jane, joe, jwt, storedSession, tokens, welcome } from './support/people.ts'
import type { Ours } from './support/sides.ts'

eachSide('weaknesses of security', (bed) => {
  /** The request of another visitor comes, to the same process. */
  function nextVisitor({ cookies = {} }: ServerRequest = {}): Map<string, unknown> {
    const answered = new Map<string, unknown>()
    const jar = {
      get: (name: string) => cookies[name],
      set: (cookie: { name: string; value: string }) => answered.set(cookie.name, cookie.value),
      delete: (name: string) => answered.set(name, null),
    }
    vi.stubGlobal('Netlify', { context: { cookies: jar } })
    return answered
  }

  it.each(['confirmEmail', 'acceptInvite', 'recoverPassword'] as const)(
    'S1 after %s of one visitor, another’s updateUser is nobody’s',
    async (name) => {
      welcome(bed.api)
      const { identity } = await bed.server()
      await identity[name]('t', 'p')
      bed.api.calls.length = 0
      nextVisitor()
      const attempt = await identity.updateUser({ password: 'taken' }).catch((reason) => reason)
      expect(bed.api.asked()).toEqual(bed.isOurs ? [] : ['PUT /user'])
      expect(attempt instanceof identity.AuthError).toBe(bed.isOurs)
      if (bed.isOurs) expect(attempt.message).toBe('No user is currently logged in')
    },
  )

  it.each(['confirmEmail', 'acceptInvite', 'recoverPassword'] as const)(
    'S1 R4 %s on a server signs the visitor in, by cookies of the answer',
    async (name) => {
      const issued = tokens()
      welcome(bed.api)
      bed.api.on('POST /verify', { json: issued })
      const { identity, answered } = await bed.server()
      expect(await identity[name]('t', 'p')).toMatchObject({ id: jane.id })
      expect([...answered.keys()]).toEqual(bed.isOurs ? ['nf_jwt', 'nf_refresh'] : [])
      if (!bed.isOurs) return
      expect(answered.get('nf_jwt')).toMatchObject({ value: issued.access_token, path: '/' })
      expect(answered.get('nf_refresh')).toMatchObject({ value: issued.refresh_token })
    },
  )

  it('S2 updateUser on a server is the visitor’s of the request', async () => {
    welcome(bed.api)
    const { identity } = await bed.server()
    const token = jwt(3600)
    nextVisitor({ cookies: { nf_jwt: token } })
    const attempt = await identity.updateUser({ data: { plan: 'pro' } }).catch((reason) => reason)
    expect(bed.api.asked()).toEqual(bed.isOurs ? ['PUT /user'] : [])
    if (!bed.isOurs) return
    expect(attempt).toMatchObject({ userMetadata: { plan: 'pro' } })
    expect(bed.api.calls[0]?.headers['authorization']).toBe(`Bearer ${token}`)
  })

  it('S2 … whose tokens are renewed first if they have ended', async () => {
    welcome(bed.api)
    const { identity } = await bed.server()
    const answered = nextVisitor({ cookies: { nf_jwt: jwt(-5), nf_refresh: 'r' } })
    await identity.updateUser({ data: {} }).catch(() => {})
    expect(bed.api.asked()).toEqual(bed.isOurs ? ['POST /token', 'PUT /user'] : [])
    expect(answered.has('nf_jwt')).toBe(bed.isOurs)
  })

  it('S6 the visitor’s cookie is asked about, not the operator’s token', async () => {
    welcome(bed.api)
    const cookie = jwt(3600)
    const context = { url: bed.api.url, token: 'operator', user: { sub: jane.id } }
    const { identity } = await bed.server({ cookies: { nf_jwt: cookie }, context })
    await identity.getUser()
    const sent = bed.api.calls.map(({ headers }) => headers['authorization'])
    expect(sent).toEqual([bed.isOurs ? `Bearer ${cookie}` : 'Bearer operator'])
  })

  it('S6 nor is it, where the runtime has told the visitor from it', async () => {
    welcome(bed.api)
    const context = { url: bed.api.url, token: 'operator', user: { sub: joe.id } }
    const { identity } = await bed.server({ context })
    expect((await identity.getUser())?.id).toBe(bed.isOurs ? joe.id : jane.id)
    expect(bed.api.asked()).toEqual(bed.isOurs ? [] : ['GET /user'])
  })

  it('S7 when cookies are of another user than the session, they go before it', async () => {
    bed.api.on('GET /user', { json: joe })
    const { identity, said } = await bed.page('/', ({ stored, cookies }) => {
      stored.set('gotrue.user', storedSession(bed.api))
      cookies.set('nf_jwt', jwt(3600, { sub: joe.id }))
    })
    expect((await identity.getUser())?.id).toBe(bed.isOurs ? joe.id : jane.id)
    expect(said).toEqual(bed.isOurs ? ['login joe@example.com'] : [])
  })

  it('S7 … unless the API refuses them', async () => {
    bed.api.on('GET /user', { status: 401, json: { code: 401, msg: 'no' } })
    const token = tokens()
    const { identity, cookies } = await bed.page('/', ({ stored, cookies }) => {
      stored.set('gotrue.user', storedSession(bed.api, token))
      cookies.set('nf_jwt', jwt(3600, { sub: joe.id }))
    })
    expect((await identity.getUser())?.id).toBe(jane.id)
    expect(cookies.get('nf_jwt') === token.access_token).toBe(bed.isOurs)
  })

  it('S14 logout with cookies alone ends the session on the server too', async () => {
    welcome(bed.api)
    const token = jwt(3600)
    const { identity, cookies } = await bed.page('/', ({ cookies }) => {
      cookies.set('nf_jwt', token)
    })
    await identity.logout()
    expect(bed.api.asked()).toEqual(bed.isOurs ? ['POST /logout'] : [])
    if (bed.isOurs) expect(bed.api.calls[0]?.headers['authorization']).toBe(`Bearer ${token}`)
    expect(cookies.size).toBe(0)
  })

  it('S10 a browser’s word that a request is of the same origin counts, behind any proxy', async () => {
    const { verifyRequestOrigin } = await bed.side.load()
    const headers = { origin: 'https://site.test', 'sec-fetch-site': 'same-origin' }
    const request = new Request('http://site.test/login', { method: 'POST', headers })
    const attempt = (): void => verifyRequestOrigin(request)
    if (bed.isOurs) expect(attempt).not.toThrow()
    else expect(attempt).toThrow('did not match an allowed origin')
    const cross = new Request(request, { headers: { ...headers, 'sec-fetch-site': 'cross-site' } })
    expect(() => verifyRequestOrigin(cross)).toThrow('did not match an allowed origin')
    const list = { allowedOrigins: ['https://app.test'] }
    expect(() => verifyRequestOrigin(request, list)).toThrow('did not match an allowed origin')
  })

  it('S10 a proxy that is trusted names the origin', async () => {
    const { verifyRequestOrigin } = (await bed.side.load()) as Ours
    const headers = {
      origin: 'https://site.test',
      'x-forwarded-proto': 'https, http',
      'x-forwarded-host': 'site.test',
    }
    const request = new Request('http://10.0.0.7:3000/login', { method: 'POST', headers })
    const attempt = (): void => verifyRequestOrigin(request, { trustProxy: true })
    if (bed.isOurs) expect(attempt).not.toThrow()
    else expect(attempt).toThrow()
    expect(() => verifyRequestOrigin(request)).toThrow('did not match an allowed origin')
  })
})
