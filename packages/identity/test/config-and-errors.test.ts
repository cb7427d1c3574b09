import { expect, it, vi } from 'vitest'
import { eachSide } from './support/bed.ts'

eachSide('configuration and errors', (bed) => {
  it('65. in a browser the API is on the origin of the page, and there is no token', async () => {
    const { identity } = await bed.page()
    expect(identity.getIdentityConfig()).toEqual({ url: bed.api.url })
  })

  it('66. on a server without any context there is no configuration', async () => {
    const { identity } = await bed.server({ context: null, hasJar: false })
    expect(identity.getIdentityConfig()).toBeNull()
  })

  it('67. the context gives address and token', async () => {
    const { identity } = await bed.server({ context: { url: 'https://api.test/x', token: 'op' } })
    expect(identity.getIdentityConfig()).toEqual({ url: 'https://api.test/x', token: 'op' })
  })

  it('68. a context of a user alone leaves the address to the address of the request', async () => {
    const { identity } = await bed.server({ context: { user: { sub: 'a' } } })
    vi.stubGlobal('Netlify', { context: { url: 'https://site.test/page?x=1' } })
    const url = 'https://site.test/.netlify/identity'
    expect(identity.getIdentityConfig()).toEqual({ url })
  })

  it('69. the environment names the site last', async () => {
    vi.stubEnv('URL', 'https://env.test')
    const { identity } = await bed.server({ context: null, hasJar: false })
    const url = 'https://env.test/.netlify/identity'
    expect(identity.getIdentityConfig()).toEqual({ url })
  })

  it('70. with no address anywhere, settings are missing, and one warning is given', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
    const { identity } = await bed.server({ context: null, hasJar: false })
    for (let times = 0; times < 3; times += 1) {
      const error = await identity.getSettings().catch((reason: unknown) => reason)
      expect(error).toBeInstanceOf(identity.MissingIdentityError)
      expect((error as Error).message).toBe('Netlify Identity is not available.')
    }
    expect(warn).toHaveBeenCalledTimes(1)
  })

  it('71. settings are read, and missing flags are false', async () => {
    const { identity } = await bed.page()
    bed.api.on('GET /settings', {
      json: { autoconfirm: true, disable_signup: true, external: { github: true, saml: true } },
    })
    expect(await identity.getSettings()).toEqual({
      autoconfirm: true,
      disableSignup: true,
      providers: {
        google: false,
        github: true,
        gitlab: false,
        bitbucket: false,
        facebook: false,
        email: false,
      },
    })
  })

  it('72. settings that cannot be fetched are a 502 with the reason', async () => {
    const { identity } = await bed.page()
    const cause = new Error('Network error')
    vi.stubGlobal('fetch', () => Promise.reject(cause))
    const error = await identity.getSettings().catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(identity.AuthError)
    expect(error).toMatchObject({ message: 'Network error', status: 502 })
    expect((error as Error).cause).toBe(cause)
  })

  it('73. an AuthError has name, message and status, and a cause only if given', async () => {
    const { AuthError } = await bed.side.load()
    const error = new AuthError('m', 401)
    expect(error).toBeInstanceOf(Error)
    expect(error).toMatchObject({ name: 'AuthError', message: 'm', status: 401 })
    expect('cause' in error).toBe(false)
    expect(new AuthError('m').status).toBeUndefined()
    const cause = new Error('c')
    expect(new AuthError('m', 500, { cause }).cause).toBe(cause)
  })

  it('74. AuthError.from leaves its own alone, wraps errors, and says texts', async () => {
    const { AuthError } = await bed.side.load()
    const own = new AuthError('m', 401)
    expect(AuthError.from(own)).toBe(own)
    const other = new TypeError('t')
    expect(AuthError.from(other)).toMatchObject({ message: 't', cause: other })
    expect(AuthError.from(other).status).toBeUndefined()
    expect(AuthError.from('text').message).toBe('text')
  })

  it('75. a MissingIdentityError has its own name and words', async () => {
    const { MissingIdentityError } = await bed.side.load()
    const error = new MissingIdentityError()
    expect(error).toBeInstanceOf(Error)
    expect(error).toMatchObject({
      name: 'MissingIdentityError',
      message: 'Netlify Identity is not available.',
    })
    expect(new MissingIdentityError('other').message).toBe('other')
  })
})
