import { expect, it } from 'vitest'
import { eachSide } from './support/bed.ts'
import { jane, storedSession, tokens, welcome } from './support/people.ts'

eachSide('a person’s account', (bed) => {
  it('106. a recovery is asked for', async () => {
    bed.api.on('POST /recover', { json: {} })
    const { identity } = await bed.page()
    expect(await identity.requestPasswordRecovery('e@example.com')).toBeUndefined()
    expect(bed.api.calls).toMatchObject([
      { what: 'POST /recover', fields: { email: 'e@example.com' } },
    ])
  })

  it('107. recoverPassword redeems, sets the password, and is a login', async () => {
    welcome(bed.api)
    const { identity, said } = await bed.page()
    expect(await identity.recoverPassword('t', 'p')).toMatchObject({ id: jane.id })
    expect(bed.api.calls).toMatchObject([
      { what: 'POST /verify', fields: { token: 't', type: 'recovery' } },
      { what: 'GET /user' },
      { what: 'PUT /user', fields: { password: 'p' } },
    ])
    expect(said).toEqual(['login jane@example.com'])
  })

  it('108. confirmEmail redeems, and is a login', async () => {
    welcome(bed.api)
    const { identity, said } = await bed.page()
    expect(await identity.confirmEmail('t')).toMatchObject({ id: jane.id })
    expect(bed.api.calls[0]?.fields).toEqual({ token: 't', type: 'signup' })
    expect(said).toEqual(['login jane@example.com'])
  })

  it('109. acceptInvite redeems with a password, and is a login', async () => {
    welcome(bed.api)
    const { identity, said } = await bed.page()
    expect(await identity.acceptInvite('t', 'p')).toMatchObject({ id: jane.id })
    expect(bed.api.calls[0]?.fields).toEqual({ token: 't', password: 'p', type: 'signup' })
    expect(said).toEqual(['login jane@example.com'])
  })

  it.each(['recoverPassword', 'confirmEmail', 'acceptInvite'] as const)(
    '110. (Q) R4: after %s the cookies are set and the person stays; published, neither',
    async (name) => {
      welcome(bed.api)
      const { identity, cookies } = await bed.page()
      await identity[name]('t', 'p')
      expect(cookies.has('nf_jwt') && cookies.has('nf_refresh')).toBe(bed.isOurs)
      expect(await identity.isAuthenticated()).toBe(bed.isOurs)
    },
  )

  it('111. verifyEmailChange sends the token for the user who is signed in', async () => {
    welcome(bed.api)
    const { identity, stored, said } = await bed.page()
    const token = tokens()
    stored.set('gotrue.user', storedSession(bed.api, token))
    await identity.verifyEmailChange('t')
    const [call] = bed.api.calls
    expect(call).toMatchObject({ what: 'PUT /user', fields: { email_change_token: 't' } })
    expect(call?.headers).toMatchObject({
      'content-type': 'application/json',
      authorization: `Bearer ${token.access_token}`,
    })
    expect(call?.headers['x-nf-client']).toBeUndefined()
    expect(said.at(-1)).toBe('user_updated jane@example.com')
  })

  it('112. with nobody signed in there is nothing to change', async () => {
    const { identity } = await bed.page()
    for (const attempt of [identity.verifyEmailChange('t'), identity.updateUser({ data: {} })]) {
      const error = await attempt.catch((reason: unknown) => reason)
      expect(error).toBeInstanceOf(identity.AuthError)
      expect((error as Error).message).toBe('No user is currently logged in')
    }
    expect(bed.api.asked()).toEqual([])
  })

  it('113. updateUser makes a session of the cookies first', async () => {
    welcome(bed.api)
    const { identity, cookies } = await bed.page()
    cookies.set('nf_jwt', tokens().access_token)
    await identity.updateUser({ data: { plan: 'pro' } })
    expect(bed.api.asked()).toEqual(['GET /user', 'PUT /user'])
  })

  it('114. updateUser gives the user as changed, and tells', async () => {
    welcome(bed.api)
    const { identity, said } = await bed.page()
    await identity.login('jane@example.com', 'secret')
    const user = await identity.updateUser({ data: { full_name: 'N' } })
    expect(user.name).toBe('N')
    expect(said).toEqual(['login jane@example.com', 'user_updated jane@example.com'])
  })

  it('115. verifyEmailChange is for browsers', async () => {
    const { identity } = await bed.server()
    const error = await identity.verifyEmailChange('t').catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(identity.AuthError)
    expect((error as Error).message).toBe('verifyEmailChange() is only available in the browser')
  })
})
