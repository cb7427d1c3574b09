import { expect, it } from 'vitest'
import { eachSide } from './support/bed.ts'
import { jane, jwt, storedSession, welcome } from './support/people.ts'

eachSide('what the address of a page brings back', (bed) => {
  it('92. no fragment is null', async () => {
    const { identity } = await bed.page()
    expect(await identity.handleAuthCallback()).toBeNull()
    expect(bed.api.asked()).toEqual([])
  })

  it('93. tokens of a provider sign in, and leave the address', async () => {
    welcome(bed.api)
    const token = jwt(3600)
    const hash = `#access_token=${token}&refresh_token=r&expires_in=3600`
    const { identity, cookies, said, location } = await bed.page(`/app?tab=2${hash}`)
    const result = await identity.handleAuthCallback()
    expect(result).toMatchObject({ type: 'oauth', user: { id: jane.id } })
    expect(Object.fromEntries(cookies)).toEqual({ nf_jwt: token, nf_refresh: 'r' })
    expect(said).toEqual(['login jane@example.com'])
    expect(location).toMatchObject({ hash: '', pathname: '/app', search: '?tab=2' })
    expect(bed.api.asked()).toEqual(['GET /user'])
  })

  it('94. an access token alone is taken with what is usual', async () => {
    welcome(bed.api)
    const { identity, cookies, stored } = await bed.page(`/#access_token=${jwt(3600)}`)
    expect(await identity.handleAuthCallback()).toMatchObject({ type: 'oauth' })
    expect(cookies.has('nf_refresh')).toBe(false)
    const { token } = JSON.parse(stored.get('gotrue.user') ?? '')
    expect(token).toMatchObject({ expires_in: 3600, refresh_token: '', token_type: 'bearer' })
  })

  it('95. a confirmation is redeemed, and signs in', async () => {
    welcome(bed.api)
    const { identity, cookies, said } = await bed.page('/#confirmation_token=t')
    const result = await identity.handleAuthCallback()
    expect(result).toMatchObject({ type: 'confirmation', user: { id: jane.id } })
    expect(bed.api.calls[0]?.fields).toEqual({ token: 't', type: 'signup' })
    expect([...cookies.keys()].sort()).toEqual(['nf_jwt', 'nf_refresh'])
    expect(said).toEqual(['login jane@example.com'])
  })

  it('96. a recovery signs in under its own name', async () => {
    welcome(bed.api)
    const { identity, cookies, said } = await bed.page('/#recovery_token=t')
    const result = await identity.handleAuthCallback()
    expect(result).toMatchObject({ type: 'recovery', user: { id: jane.id } })
    expect(bed.api.calls[0]?.fields).toEqual({ token: 't', type: 'recovery' })
    expect([...cookies.keys()].sort()).toEqual(['nf_jwt', 'nf_refresh'])
    expect(said).toEqual(['recovery jane@example.com'])
  })

  it('97. an invitation is handed on, and nothing else happens', async () => {
    const { identity, said, location } = await bed.page('/#invite_token=t')
    const result = await identity.handleAuthCallback()
    expect(result).toEqual({ type: 'invite', user: null, token: 't' })
    expect(bed.api.asked()).toEqual([])
    expect([said, location.hash]).toEqual([[], ''])
  })

  it('98. a change of address is sent for the user who is signed in', async () => {
    welcome(bed.api)
    const { identity, stored, said } = await bed.page('/#email_change_token=t')
    stored.set('gotrue.user', storedSession(bed.api))
    const result = await identity.handleAuthCallback()
    expect(result).toMatchObject({ type: 'email_change', user: { id: jane.id } })
    expect(bed.api.asked()).toEqual(['PUT /user'])
    expect(bed.api.calls[0]?.fields).toEqual({ email_change_token: 't' })
    expect(said.at(-1)).toBe('user_updated jane@example.com')
  })

  it('99. … and refused with nobody signed in', async () => {
    const { identity } = await bed.page('/#email_change_token=t')
    const error = await identity.handleAuthCallback().catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(identity.AuthError)
    expect(error).toMatchObject({
      message: 'Email change verification requires an active browser session',
    })
  })

  it('100. … and what the API says of it is said', async () => {
    bed.api.on('PUT /user', { status: 422, json: { code: 422, msg: 'Token expired' } })
    const { identity, stored } = await bed.page('/#email_change_token=t')
    stored.set('gotrue.user', storedSession(bed.api))
    const error = await identity.handleAuthCallback().catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(identity.AuthError)
    expect(error).toMatchObject({ message: 'Token expired', status: 422 })
  })

  it('101. a confirmation that fails leaves the address as it was', async () => {
    bed.api.on('POST /verify', { status: 404, json: { code: 404, msg: 'User not found' } })
    const { identity, location, said } = await bed.page('/#confirmation_token=t')
    const error = await identity.handleAuthCallback().catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(identity.AuthError)
    expect((error as Error).message).toBe('User not found')
    expect([location.hash, said]).toEqual(['#confirmation_token=t', []])
  })

  it.each(['#error=access_denied&error_description=No', '#section-3', '#/route?x=1'])(
    '102. %s is none of these, and stays',
    async (hash) => {
      const { identity, location } = await bed.page(`/${hash}`)
      expect(await identity.handleAuthCallback()).toBeNull()
      expect(location.hash).toBe(hash)
    },
  )

  it('103. (Q) what follows a slash is a router’s, and stays', async () => {
    const { identity, location } = await bed.page('/#/confirmation_token=t')
    expect(await identity.handleAuthCallback()).toBeNull()
    expect([location.hash, bed.api.asked()]).toEqual(['#/confirmation_token=t', []])
  })

  it('104. an access token goes before a confirmation', async () => {
    welcome(bed.api)
    const { identity } = await bed.page(`/#confirmation_token=t&access_token=${jwt(3600)}`)
    expect(await identity.handleAuthCallback()).toMatchObject({ type: 'oauth' })
    expect(bed.api.asked()).toEqual(['GET /user'])
  })

  it('105. a server has no address of a page', async () => {
    const { identity } = await bed.server()
    expect(await identity.handleAuthCallback()).toBeNull()
  })
})
