import { expect, it, vi } from 'vitest'
import { eachSide } from './support/bed.ts'
import { jane, storedSession, tokens, welcome } from './support/people.ts'

eachSide('signing in and out on a page', (bed) => {
  it('76. login gives a user and keeps the session in storage', async () => {
    welcome(bed.api)
    const { identity, stored } = await bed.page()
    const user = await identity.login('jane@example.com', 'secret')
    expect(user).toMatchObject({ id: jane.id, name: 'Jane Doe', provider: 'email' })
    expect(bed.api.asked()).toEqual(['POST /token', 'GET /user'])
    expect(bed.api.calls[0]?.fields).toEqual({
      grant_type: 'password',
      username: 'jane@example.com',
      password: 'secret',
    })
    expect(JSON.parse(stored.get('gotrue.user') ?? '')).toMatchObject({
      id: jane.id,
      url: bed.api.url,
      token: { token_type: 'bearer', expires_in: 3600 },
    })
  })

  it('77. login sets both cookies, for scripts to see, until the browser ends', async () => {
    welcome(bed.api)
    const { identity, written, stored } = await bed.page()
    await identity.login('jane@example.com', 'secret')
    const { token } = JSON.parse(stored.get('gotrue.user') ?? '')
    for (const [name, value] of [
      ['nf_jwt', token.access_token],
      ['nf_refresh', token.refresh_token],
    ]) {
      expect(written).toContain(`${name}=${value}; path=/; secure; samesite=lax`)
    }
  })

  it('78. login is told once, after the cookies are set', async () => {
    welcome(bed.api)
    const { identity, cookies, said } = await bed.page()
    const seen: boolean[] = []
    identity.onAuthChange(() => seen.push(cookies.has('nf_jwt') && cookies.has('nf_refresh')))
    await identity.login('jane@example.com', 'secret')
    expect(said).toEqual(['login jane@example.com'])
    expect(seen).toEqual([true])
  })

  it('79. (Q) D1: a login that fails has the API’s words; published, no status', async () => {
    const json = { error: 'invalid_grant', error_description: 'Invalid Password' }
    bed.api.on('POST /token', { status: 400, json })
    const { identity, cookies, said } = await bed.page()
    const error = await identity.login('jane@example.com', 'no').catch((reason) => reason)
    expect(error).toBeInstanceOf(identity.AuthError)
    expect(error.message).toBe('invalid_grant: Invalid Password')
    expect(error.status).toBe(bed.isOurs ? 400 : undefined)
    expect(error.cause.status).toBe(400)
    expect([said, [...cookies]]).toEqual([[], []])
  })

  it('80. signup forwards data', async () => {
    bed.api.on('POST /signup', { json: { ...jane, confirmed_at: null } })
    const { identity } = await bed.page()
    await identity.signup('jane@example.com', 'secret', { full_name: 'Jane Doe' })
    expect(bed.api.calls[0]?.fields).toEqual({
      email: 'jane@example.com',
      password: 'secret',
      data: { full_name: 'Jane Doe' },
    })
  })

  it('81. a signup that is confirmed at once is a login', async () => {
    welcome(bed.api)
    bed.api.on('POST /signup', { json: jane })
    const { identity, said } = await bed.page()
    expect(await identity.signup('jane@example.com', 'secret')).toMatchObject({ id: jane.id })
    expect(said).toEqual(['login jane@example.com'])
  })

  it('82. (Q) R5: … and has a session; published, none', async () => {
    welcome(bed.api)
    bed.api.on('POST /signup', { json: jane })
    const { identity, cookies } = await bed.page()
    await identity.signup('jane@example.com', 'secret')
    expect(cookies.has('nf_jwt')).toBe(bed.isOurs)
    expect((await identity.getUser())?.email).toBe(bed.isOurs ? 'jane@example.com' : undefined)
  })

  it('83. a signup that waits for its mail is no login', async () => {
    bed.api.on('POST /signup', { json: { ...jane, confirmed_at: null } })
    const { identity, cookies, said } = await bed.page()
    const user = await identity.signup('jane@example.com', 'secret')
    expect(user.confirmedAt).toBeUndefined()
    expect([said, [...cookies]]).toEqual([[], []])
    expect(bed.api.asked()).toEqual(['POST /signup'])
  })

  it('84. a signup that is answered with a token sets the cookies from it', async () => {
    const issued = tokens()
    bed.api.on('POST /signup', { json: { ...jane, ...issued } })
    const { identity, cookies, said } = await bed.page()
    // Published, the answer is asked by a method, which no JSON has.
    if (!bed.isOurs) stubAnswer({ ...jane, jwt: async () => issued.access_token })
    await identity.signup('jane@example.com', 'secret')
    expect(cookies.get('nf_jwt')).toBe(issued.access_token)
    expect(said).toEqual(['login jane@example.com'])
    if (!bed.isOurs) return
    expect(cookies.get('nf_refresh')).toBe(issued.refresh_token)
    expect(bed.api.asked()).toEqual(['POST /signup'])
    expect(await identity.getUser()).toMatchObject({ id: jane.id })
  })

  it('85. logout ends the session on the server, in storage and in the cookies', async () => {
    welcome(bed.api)
    const { identity, cookies, stored, said } = await bed.page()
    await identity.login('jane@example.com', 'secret')
    const bearer = `Bearer ${cookies.get('nf_jwt')}`
    await identity.logout()
    expect(bed.api.calls.at(-1)).toMatchObject({ what: 'POST /logout' })
    expect(bed.api.calls.at(-1)?.headers['authorization']).toBe(bearer)
    expect([...cookies, ...stored]).toEqual([])
    expect(said).toEqual(['login jane@example.com', 'logout null'])
  })

  it('86. logout of nobody asks nothing, clears the cookies, and is told', async () => {
    const { identity, written, said } = await bed.page()
    await identity.logout()
    expect(bed.api.asked()).toEqual([])
    expect(written.map((text) => text.slice(0, text.indexOf(';')))).toEqual([
      'nf_jwt=',
      'nf_refresh=',
    ])
    expect(said).toEqual(['logout null'])
  })

  it('87. oauthLogin sends the page on its way, and throws', async () => {
    const { identity, location } = await bed.page()
    expect(() => identity.oauthLogin('github')).toThrow('Redirecting to OAuth provider')
    expect(() => identity.oauthLogin('github')).toThrow(identity.AuthError)
    expect(location.href).toBe(`${bed.api.url}/authorize?provider=github`)
  })

  it('88. who has unsubscribed is not told', async () => {
    const { identity } = await bed.page()
    const callback = vi.fn()
    identity.onAuthChange(callback)()
    await identity.logout()
    expect(callback).not.toHaveBeenCalled()
  })

  it('89. every subscriber is told once', async () => {
    const { identity } = await bed.page()
    const callbacks = [vi.fn(), vi.fn()]
    for (const callback of [...callbacks, ...callbacks]) identity.onAuthChange(callback)
    await identity.logout()
    for (const callback of callbacks)
      expect(callback).toHaveBeenCalledExactlyOnceWith('logout', null)
  })

  it('90. a subscriber that throws stops neither the others nor the operation', async () => {
    const { identity } = await bed.page()
    const reported = vi.fn()
    vi.stubGlobal('reportError', reported)
    identity.onAuthChange(() => {
      throw new Error('mine')
    })
    const later = vi.fn()
    identity.onAuthChange(later)
    await identity.logout()
    expect(later).toHaveBeenCalledTimes(1)
    expect(reported).toHaveBeenCalledTimes(bed.isOurs ? 1 : 0)
  })

  it('91. another tab’s login and logout are told; other keys are not', async () => {
    const { elsewhere, said } = await bed.page()
    elsewhere('else', 'x')
    expect(said).toEqual([])
    elsewhere('gotrue.user', storedSession(bed.api))
    expect(said).toEqual(['login jane@example.com'])
    elsewhere('gotrue.user', null)
    expect(said).toEqual(['login jane@example.com', 'logout null'])
  })
})

function stubAnswer(answer: object): void {
  const headers = new Headers({ 'content-type': 'application/json' })
  vi.stubGlobal('fetch', async () => ({ ok: true, headers, json: async () => answer }))
}
