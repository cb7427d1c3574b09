import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { JSONHTTPError, TextHTTPError } from '../src/index.ts'
import type { Answer } from './support/recording-api.ts'
import { failure, implementations, openWorld, type World } from './support/world.ts'

// The cases of "Black-box test cases" 7.1, by number.
describe.each(implementations)('$name: construction and requests', (implementation) => {
  let world: World
  beforeEach(async () => {
    world = await openWorld(implementation)
  })
  afterEach(() => world.close())

  const asked = (endpoint: string) => {
    const [one] = world.api.of(endpoint)
    if (!one) throw new Error(`nobody asked ${endpoint}`)
    return one
  }
  const bodyOf = (endpoint: string): unknown => JSON.parse(asked(endpoint).body)

  describe('construction', () => {
    it('1. without options, the URL is the default, cookies are off and there is no audience', () => {
      const client = new world.default()
      expect(client.api.apiURL).toBe('/.netlify/identity')
      expect(client.setCookie).toBe(false)
      expect(client.audience).toBeUndefined()
      expect(window.GoTrue).toBe(world.default)
    })

    it.each([
      ['http://example.com', 1],
      ['https://example.com', 0],
      ['/.netlify/identity', 0],
    ])('2. %s is warned about %i times', (APIUrl, times) => {
      vi.mocked(console.warn).mockClear()
      expect(new world.default({ APIUrl }).api.apiURL).toBe(APIUrl)
      expect(console.warn).toHaveBeenCalledTimes(times)
    })

    it('3. a relative URL is asked with the credentials of the same origin', async () => {
      await new world.default().settings()
      expect(world.inits[0]?.credentials).toBe('same-origin')
    })

    it('4. an absolute URL is asked without credentials', async () => {
      await world.client().settings()
      expect(world.inits[0]).not.toHaveProperty('credentials')
    })

    it('5. a URL that begins with // is absolute', async () => {
      await new world.default({ APIUrl: world.api.url.replace('http:', '') }).settings()
      expect(world.inits[0]).not.toHaveProperty('credentials')
    })

    it('6. settings are asked for with the name of the client, and no content type', async () => {
      await world.client().settings()
      const { headers } = asked('GET /settings')
      expect(headers['x-nf-client']).toBe('gotrue-js')
      expect(headers['content-type']).toBeUndefined()
    })

    it('7. the name of the client can be chosen', async () => {
      await world.client({ clientName: 'x' }).settings()
      expect(asked('GET /settings').headers['x-nf-client']).toBe('x')
    })

    it('8. an audience is sent', async () => {
      await world.client({ audience: 'a' }).settings()
      expect(asked('GET /settings').headers['x-jwt-aud']).toBe('a')
    })

    it('9. a body is JSON, unless another type is given', async () => {
      const client = world.client()
      await client.signup('e', 'p')
      expect(asked('POST /signup').headers['content-type']).toBe('application/json')
      const headers = { 'Content-Type': 'text/plain' }
      await client._request('/recover', { method: 'POST', body: 'x', headers })
      expect(asked('POST /recover').headers['content-type']).toBe('text/plain')
    })
  })

  describe('what is asked', () => {
    it('10. a sign-up has an address and a password, and data only if given', async () => {
      await world.client().signup('e', 'p')
      await world.client().signup('e', 'p', { name: 'Ada' })
      expect(world.api.of('POST /signup').map(({ body }) => JSON.parse(body))).toEqual([
        { email: 'e', password: 'p' },
        { email: 'e', password: 'p', data: { name: 'Ada' } },
      ])
    })

    it('11. a sign-up gives the user as the server wrote it, and signs nobody in', async () => {
      const client = world.client()
      expect(await client.signup('e', 'p')).toMatchObject({ id: 'ada', email: 'ada@example.com' })
      expect(client.currentUser()).toBeNull()
    })

    it('12. a sign-in is a form, percent-encoded', async () => {
      await world.client().login('a+b@x', 'p&=ü')
      const { body, headers } = asked('POST /token')
      expect(body).toBe('grant_type=password&username=a%2Bb%40x&password=p%26%3D%C3%BC')
      expect(headers['content-type']).toBe('application/x-www-form-urlencoded')
    })

    it('13. after a sign-in, the user is asked for with the new token', async () => {
      const user = await world.client().login('e', 'p')
      expect(asked('GET /user').headers.authorization).toBe(`Bearer ${user.token?.access_token}`)
    })

    it('14. a remembered sign-in is saved, with its end and without the way to the server', async () => {
      const user = await world.client().login('e', 'p', true)
      const claims = JSON.parse(atob(user.token?.access_token.split('.')[1] ?? ''))
      expect(world.page.saved()).toMatchObject({ token: { expires_at: claims.exp * 1000 } })
      expect(world.page.saved()).not.toHaveProperty('api')
    })

    it('15. another sign-in is not saved, and is current all the same', async () => {
      const client = world.client()
      const user = await client.login('e', 'p')
      expect(world.page.saved()).toBeNull()
      expect(client.currentUser()).toBe(user)
    })

    it('16. a sign-in that is not remembered takes an older saved session away', async () => {
      world.page.save('{"token":{"access_token":"x"},"url":"y","id":"old"}')
      await world.client().login('e', 'p', false)
      expect(world.page.saved()).toBeNull()
    })

    it('17. a confirmation is a verification of type signup', async () => {
      await world.client().confirm('t')
      expect(bodyOf('POST /verify')).toEqual({ token: 't', type: 'signup' })
    })

    it('18. a recovery is a verification of type recovery', async () => {
      await world.client().recover('t')
      expect(bodyOf('POST /verify')).toEqual({ token: 't', type: 'recovery' })
    })

    it('19. an invitation is accepted with a password', async () => {
      await world.client().acceptInvite('t', 'p')
      expect(bodyOf('POST /verify')).toEqual({ token: 't', password: 'p', type: 'signup' })
    })

    it('20. the type of a verification is passed through', async () => {
      await world.client().verify('anything', 't')
      expect(bodyOf('POST /verify')).toEqual({ token: 't', type: 'anything' })
    })

    it('21. a recovery mail is asked for, and no session changes', async () => {
      const client = world.client()
      await client.requestPasswordRecovery('e')
      expect(bodyOf('POST /recover')).toEqual({ email: 'e' })
      expect(client.currentUser()).toBeNull()
    })

    it('22. a provider has an address to begin at', () => {
      expect(new world.default().loginExternalUrl('github')).toBe(
        '/.netlify/identity/authorize?provider=github',
      )
    })

    it('23. an invitation is accepted through a provider with its token', () => {
      expect(new world.default().acceptInviteExternalUrl('github', 't')).toBe(
        '/.netlify/identity/authorize?provider=github&invite_token=t',
      )
    })
  })

  describe('what is answered', () => {
    const refused = async <Reason = JSONHTTPError>(answer: Answer): Promise<Reason> => {
      world.api.on('GET /settings', { status: 400, statusText: 'Teapot', ...answer })
      return failure<Reason>(world.client().settings())
    }

    it('24. a failure has the message, the status and the JSON of the server', async () => {
      const error = await refused({ json: { msg: 'm' } })
      expect(error).toBeInstanceOf(world.JSONHTTPError)
      expect(error.message).toBe('m')
      expect(JSON.stringify(error)).toBe('{"name":"JSONHTTPError","status":400,"json":{"msg":"m"}}')
    })

    it("25. OAuth's form of a failure gives both its members", async () => {
      const error = await refused({ json: { error: 'e', error_description: 'd' } })
      expect(error.message).toBe('e: d')
    })

    it('(Q) 26. without a description, undefined is in its place', async () => {
      expect((await refused({ json: { error: 'e' } })).message).toBe('e: undefined')
    })

    it('27. a failure without words has the text of its status', async () => {
      expect((await refused({ json: {} })).message).toBe('Teapot')
    })

    it('28. a failure that is not JSON has its text as data', async () => {
      const error = await refused<TextHTTPError>({ status: 404, text: 'gone' })
      expect(error).toBeInstanceOf(world.TextHTTPError)
      expect(error).toMatchObject({ message: 'Teapot', status: 404, data: 'gone' })
    })

    it('29. a success that is not JSON gives its text', async () => {
      world.api.on('GET /settings', { text: 'hello' })
      expect(await world.client().settings()).toBe('hello')
    })

    it('(Q) 30. an empty body that is said to be JSON is a SyntaxError', async () => {
      world.api.on('GET /settings', { text: '', headers: { 'content-type': 'application/json' } })
      expect(await failure(world.client().settings())).toBeInstanceOf(SyntaxError)
    })

    it('31. what fetch rejects with is passed on', async () => {
      const reason = new TypeError('offline')
      vi.stubGlobal('fetch', () => Promise.reject(reason))
      expect(await failure(world.client().settings())).toBe(reason)
    })

    it('32. all errors are Errors, and HTTPErrors, by their names', async () => {
      const errors = [await refused({ json: {} }), await refused({ text: '' })]
      for (const error of errors) {
        expect(error).toBeInstanceOf(world.HTTPError)
        expect(error).toBeInstanceOf(Error)
      }
      expect(errors.map(({ name }) => name)).toEqual(['JSONHTTPError', 'TextHTTPError'])
      expect(new world.HTTPError(new Response(null, { status: 500 })).name).toBe('HTTPError')
    })
  })
})
