import { expect, it, vi } from 'vitest'
import { eachSide } from './support/bed.ts'
import { jane, jwt, storedSession, tokens, welcome } from './support/people.ts'

eachSide('the session of a page', (bed) => {
  it('116. nobody is null', async () => {
    const { identity } = await bed.page()
    expect(await identity.getUser()).toBeNull()
    expect(await identity.isAuthenticated()).toBe(false)
    expect(bed.api.asked()).toEqual([])
  })

  it('117. a session with its cookie is a user, without a request', async () => {
    const { identity, stored, cookies } = await bed.page()
    const token = tokens()
    stored.set('gotrue.user', storedSession(bed.api, token))
    cookies.set('nf_jwt', token.access_token)
    expect(await identity.getUser()).toMatchObject({ id: jane.id, name: 'Jane Doe' })
    expect(await identity.isAuthenticated()).toBe(true)
    expect(bed.api.asked()).toEqual([])
  })

  it('118. a session without its cookie was ended by a server', async () => {
    const { identity, stored } = await bed.page('/', (page) => {
      page.stored.set('gotrue.user', storedSession(bed.api))
    })
    expect(await identity.getUser()).toBeNull()
    expect(stored.has('gotrue.user')).toBe(false)
    expect(await identity.getUser()).toBeNull()
    expect(bed.api.asked()).toEqual([])
  })

  it('119. a cookie alone becomes the session', async () => {
    welcome(bed.api)
    const { identity, cookies, said } = await bed.page()
    const token = jwt(3600)
    cookies.set('nf_jwt', token)
    expect(await identity.getUser()).toMatchObject({ id: jane.id })
    expect(bed.api.asked()).toEqual(['GET /user'])
    expect(bed.api.calls[0]?.headers['authorization']).toBe(`Bearer ${token}`)
    expect(said).toEqual(['login jane@example.com'])
    expect(await identity.isAuthenticated()).toBe(true)
  })

  it('120. a cookie that is no token is nobody', async () => {
    const { identity, cookies } = await bed.page()
    cookies.set('nf_jwt', 'not-a-jwt')
    expect(await identity.getUser()).toBeNull()
    expect(bed.api.asked()).toEqual([])
  })

  it('121. hydrateSession keeps what both cookies say', async () => {
    welcome(bed.api)
    const { identity, cookies, stored } = await bed.page()
    const token = jwt(1800)
    cookies.set('nf_jwt', token)
    cookies.set('nf_refresh', 'r')
    expect(await identity.hydrateSession()).toMatchObject({ id: jane.id })
    const kept = JSON.parse(stored.get('gotrue.user') ?? '').token
    expect(kept).toMatchObject({ access_token: token, refresh_token: 'r', token_type: 'bearer' })
    expect(Math.abs(kept.expires_at - Date.now() - 1_800_000)).toBeLessThan(3_000)
  })

  it('122. without nf_refresh the refresh token is empty', async () => {
    welcome(bed.api)
    const { identity, cookies, stored } = await bed.page()
    cookies.set('nf_jwt', jwt(3600))
    await identity.hydrateSession()
    expect(JSON.parse(stored.get('gotrue.user') ?? '').token.refresh_token).toBe('')
  })

  it('123. hydrateSession itself tries a cookie that cannot be read', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {})
    welcome(bed.api)
    const { identity, cookies, stored } = await bed.page()
    cookies.set('nf_jwt', 'not-a-jwt')
    expect(await identity.hydrateSession()).toMatchObject({ id: jane.id })
    const { expires_in } = JSON.parse(stored.get('gotrue.user') ?? '').token
    expect(expires_in).toBeGreaterThan(0)
    expect(expires_in).toBeLessThanOrEqual(3600)
  })

  it('124. hydrateSession gives the session there is, without a request', async () => {
    const { identity, cookies, stored, said } = await bed.page()
    const token = tokens()
    stored.set('gotrue.user', storedSession(bed.api, token))
    cookies.set('nf_jwt', token.access_token)
    said.length = 0
    expect(await identity.hydrateSession()).toMatchObject({ id: jane.id })
    expect([bed.api.asked(), said.filter((text) => text.startsWith('logout'))]).toEqual([[], []])
  })

  it('125. hydrateSession without cookies is nobody', async () => {
    const { identity } = await bed.page()
    expect(await identity.hydrateSession()).toBeNull()
    expect(bed.api.asked()).toEqual([])
  })

  it('126. cookies that the API refuses are taken away', async () => {
    bed.api.on('GET /user', { status: 401, json: { code: 401, msg: 'Invalid token' } })
    const { identity, cookies, said } = await bed.page()
    cookies.set('nf_jwt', jwt(3600))
    cookies.set('nf_refresh', 'r')
    expect(await identity.hydrateSession()).toBeNull()
    expect([[...cookies], said]).toEqual([[], []])
  })
})
