import { beforeEach, expect, it, vi } from 'vitest'
import { type Bed, eachSide, holdTime, type PageBed, pass } from './support/bed.ts'
import { storedSession, tokens, welcome } from './support/people.ts'

/** A page with Jane signed in by a token that ends in so many seconds. */
async function signedIn(bed: Bed, seconds: number): Promise<PageBed> {
  const page = await bed.page()
  const token = { ...tokens(seconds), expires_in: 3600 }
  page.cookies.set('nf_jwt', token.access_token)
  page.cookies.set('nf_refresh', token.refresh_token)
  page.elsewhere('gotrue.user', storedSession(bed.api, token))
  page.said.length = 0
  return page
}

eachSide('renewal on a page', (bed) => {
  beforeEach(() => holdTime())

  it('127. a token of an hour is renewed in its last minute, and cookies follow', async () => {
    welcome(bed.api)
    const { identity, cookies, said } = await bed.page()
    await identity.login('jane@example.com', 'secret')
    const before = cookies.get('nf_jwt')
    await pass(3_530_000)
    expect(bed.api.asked()).toEqual(['POST /token', 'GET /user'])
    await pass(60_000)
    expect(bed.api.asked()).toEqual(['POST /token', 'GET /user', 'POST /token'])
    expect(bed.api.calls.at(-1)?.fields).toMatchObject({ grant_type: 'refresh_token' })
    expect(cookies.get('nf_jwt')).not.toBe(before)
    expect(said).toEqual(['login jane@example.com', 'token_refresh jane@example.com'])
  })

  it('128. a token with thirty seconds left is renewed at once', async () => {
    welcome(bed.api)
    const { identity, cookies } = await signedIn(bed, 30)
    const before = cookies.get('nf_jwt')
    await identity.getUser()
    await pass(1_000)
    await pass(30_000)
    expect(bed.api.asked()).toEqual(['POST /token'])
    expect(cookies.get('nf_jwt')).not.toBe(before)
  })

  it('129. with nobody signed in nothing is renewed', async () => {
    const { identity } = await bed.page()
    await identity.getUser()
    await pass(7_200_000)
    expect(bed.api.asked()).toEqual([])
  })

  it('130. after a refusal nothing more is tried in two hours', async () => {
    welcome(bed.api)
    const json = { error: 'invalid_grant', error_description: 'Invalid Refresh Token' }
    bed.api.on('POST /token', { status: 400, json })
    const { identity } = await signedIn(bed, 90)
    await identity.getUser()
    await pass(7_200_000)
    expect(bed.api.asked()).toEqual(['POST /token'])
  })

  it('131. signing in twice renews once, and not after signing out', async () => {
    welcome(bed.api)
    const { identity } = await bed.page()
    await identity.login('jane@example.com', 'secret')
    await identity.login('jane@example.com', 'secret')
    bed.api.calls.length = 0
    await pass(3_599_000)
    expect(bed.api.asked()).toEqual(['POST /token'])
    await identity.logout()
    bed.api.calls.length = 0
    await pass(7_200_000)
    expect(bed.api.asked()).toEqual([])
  })

  it('132. refreshSession renews in the last minute, and only then', async () => {
    welcome(bed.api)
    const { identity, cookies } = await signedIn(bed, 61)
    expect(await identity.refreshSession()).toBeNull()
    expect(bed.api.asked()).toEqual([])
    vi.setSystemTime(Date.now() + 2_000)
    const token = await identity.refreshSession()
    expect(token).toBe(cookies.get('nf_jwt'))
    expect(token).toMatch(/\./)
    expect(bed.api.asked()).toEqual(['POST /token'])
  })

  it('132. … and is null if that fails', async () => {
    bed.api.on('POST /token', { status: 401, json: { code: 401, msg: 'no' } })
    const { identity } = await signedIn(bed, 30)
    expect(await identity.refreshSession()).toBeNull()
  })

  it('133. refreshSession of nobody is null', async () => {
    const { identity } = await bed.page()
    expect(await identity.refreshSession()).toBeNull()
    expect(bed.api.asked()).toEqual([])
  })
})
