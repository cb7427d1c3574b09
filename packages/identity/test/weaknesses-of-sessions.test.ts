import { expect, it, vi } from 'vitest'
import { type Bed, eachSide, holdTime, type PageBed, pass, until } from './support/bed.ts'
import type { Page } from './support/page.ts'
import { jane, jwt, storedSession, tokens, welcome } from './support/people.ts'

const refusal = { status: 400, json: { error: 'invalid_grant', error_description: 'Used' } }

/** Opens a page where Jane is signed in already. */
function returning(bed: Bed, token = tokens(), user: object = jane): Promise<PageBed> {
  return bed.page('/', ({ stored, cookies }: Page) => {
    stored.set('gotrue.user', storedSession(bed.api, token, user))
    cookies.set('nf_jwt', token.access_token)
    cookies.set('nf_refresh', token.refresh_token)
  })
}

/** The token has a life of an hour, of which so many seconds are left. */
const withLeft = (seconds: number): ReturnType<typeof tokens> => ({
  ...tokens(seconds),
  expires_in: 3600,
})

eachSide('weaknesses of sessions', (bed) => {
  it('R1 a token that another tab has used already does not end the session', async () => {
    welcome(bed.api)
    const page = await returning(bed, withLeft(30))
    const siblings = tokens()
    bed.api.on('POST /token', () => {
      page.elsewhere('gotrue.user', storedSession(bed.api, siblings))
      return refusal
    })
    await page.identity.refreshSession()
    expect(page.stored.has('gotrue.user')).toBe(bed.isOurs)
    expect(page.cookies.get('nf_jwt') === siblings.access_token).toBe(bed.isOurs)
  })

  it('R1 R2 being offline at renewal signs nobody out', async () => {
    const page = await returning(bed, withLeft(30))
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('fetch failed')))
    holdTime()
    const renewed = page.identity.refreshSession()
    await pass(60_000)
    expect(await renewed).toBeNull()
    expect(page.stored.has('gotrue.user')).toBe(bed.isOurs)
  })

  it.each([30, 40 * 86_400])(
    'R3 tokens that live %i s cause no storm of requests',
    async (life) => {
      holdTime()
      bed.api.on('GET /user', { json: jane })
      bed.api.on('POST /token', () => ({ json: tokens(life) }))
      const { identity } = await bed.page()
      await identity.login('jane@example.com', 'secret')
      bed.api.calls.length = 0
      await pass(1_000)
      for (let tries = 0; tries < 10 && bed.api.calls.length < 5; tries += 1) {
        const soFar = bed.api.calls.length
        await pass(1)
        if (!bed.isOurs) await until(() => bed.api.calls.length > soFar)
      }
      if (bed.isOurs) expect(bed.api.asked()).toEqual([])
      else expect(bed.api.calls.length).toBeGreaterThanOrEqual(5)
    },
  )

  it('R6 cookies follow when hydration renews the tokens', async () => {
    const renewed = tokens()
    bed.api.on('POST /token', { json: renewed })
    bed.api.on('GET /user', { json: jane })
    const { identity, cookies } = await bed.page()
    cookies.set('nf_jwt', jwt(30))
    cookies.set('nf_refresh', 'used-up')
    expect(await identity.getUser()).toMatchObject({ id: jane.id })
    expect(cookies.get('nf_refresh')).toBe(bed.isOurs ? renewed.refresh_token : 'used-up')
  })

  it('R6 tokens that a server has renewed into the cookies are this page’s from then on', async () => {
    welcome(bed.api)
    const { identity } = await bed.page('/', ({ stored, cookies }) => {
      stored.set('gotrue.user', storedSession(bed.api, withLeft(10)))
      cookies.set('nf_jwt', jwt(3600))
      cookies.set('nf_refresh', 'successor')
    })
    await identity.refreshSession()
    // Published, the token that the server has used up is presented again.
    expect(bed.api.asked()).toEqual(bed.isOurs ? [] : ['POST /token'])
  })

  it('R7 calls at the same time share one hydration', async () => {
    welcome(bed.api)
    const { identity, cookies, said } = await bed.page()
    cookies.set('nf_jwt', jwt(3600))
    const users = await Promise.all([identity.getUser(), identity.getUser()])
    expect(users.map((user) => user?.id)).toEqual([jane.id, bed.isOurs ? jane.id : undefined])
    expect(bed.api.asked()).toEqual(['GET /user'])
    expect(said).toEqual(['login jane@example.com'])
  })

  it('R8 a hydration that fails leaves nobody behind', async () => {
    bed.api.on('GET /user', { status: 401, json: { code: 401, msg: 'no' } })
    const { identity, cookies } = await bed.page()
    cookies.set('nf_jwt', jwt(3600))
    expect(await identity.hydrateSession()).toBeNull()
    cookies.set('nf_jwt', 'not-a-jwt')
    expect((await identity.getUser()) === null).toBe(bed.isOurs)
  })

  it('R2 a hydration that cannot reach the API keeps the cookies for the next time', async () => {
    const { identity, cookies } = await bed.page()
    cookies.set('nf_jwt', jwt(3600))
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('fetch failed')))
    expect(await identity.getUser()).toBeNull()
    expect(cookies.has('nf_jwt')).toBe(bed.isOurs)
  })

  it('R10 another tab’s renewal and change of profile are told as what they are', async () => {
    const token = tokens()
    const page = await returning(bed, token)
    const renewed = tokens()
    page.elsewhere('gotrue.user', storedSession(bed.api, renewed))
    page.elsewhere('gotrue.user', storedSession(bed.api, renewed, { ...jane, role: 'x' }))
    page.elsewhere('gotrue.user', storedSession(bed.api, renewed, { ...jane, role: 'x' }))
    expect(page.said.map((text) => text.split(' ')[0])).toEqual(
      bed.isOurs ? ['token_refresh', 'user_updated'] : ['login', 'login', 'login'],
    )
  })

  it('R11 a session that a server has ended is told as a logout', async () => {
    const { identity, cookies, said } = await returning(bed)
    cookies.clear()
    expect(await identity.getUser()).toBeNull()
    expect(said).toEqual(bed.isOurs ? ['logout null'] : [])
  })

  it('R11 so is one whose renewal is refused, and its cookies go', async () => {
    bed.api.on('POST /token', refusal)
    const { identity, cookies, said } = await returning(bed, withLeft(30))
    expect(await identity.refreshSession()).toBeNull()
    expect(said).toEqual(bed.isOurs ? ['logout null'] : [])
    expect(cookies.has('nf_refresh')).toBe(!bed.isOurs)
  })

  it('R12 a new address shows in the session', async () => {
    bed.api.on('PUT /user', { json: { ...jane, email: 'new@example.com' } })
    const { identity } = await returning(bed)
    await identity.verifyEmailChange('t')
    const kept = await identity.getUser()
    expect(kept?.email).toBe(bed.isOurs ? 'new@example.com' : 'jane@example.com')
  })

  it('a page whose cookies do not show (HttpOnly, blocked) keeps its session', async () => {
    const { identity } = await bed.page('/', ({ stored }) => {
      stored.set('gotrue.user', storedSession(bed.api))
      vi.stubGlobal('document', { cookie: '' })
      Object.defineProperty(document, 'cookie', { get: () => '', set: () => {} })
    })
    expect((await identity.getUser()) !== null).toBe(bed.isOurs)
  })
})
