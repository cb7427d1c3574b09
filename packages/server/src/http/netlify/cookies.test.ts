import { describe, expect, it } from 'vitest'
import {
  bearer,
  exact,
  face,
  form,
  post,
  refuses,
  tokens,
} from '../../../test/support/face-fixture.ts'
import { granted } from '../../kernel/outcome.ts'

describe('the cookie (server spec 0.7)', () => {
  const usecases = {
    signInWithPassword: async () => granted(tokens),
    refreshSession: async () => granted(tokens),
    redeemOneTimeToken: async () => granted(tokens),
  }
  const signIn = 'grant_type=password&username=a&password=b'

  async function cookie(
    wish: string | null,
    options: Parameters<typeof face>[0] = {},
    init = (headers: Readonly<Record<string, string>>) => form(signIn, headers),
    path = '/token',
  ): Promise<string | null> {
    const headers: Readonly<Record<string, string>> = wish === null ? {} : { 'x-use-cookie': wish }
    const answer = await face({ usecases, ...options }).fetch(path, init(headers))
    return answer.headers.get('set-cookie')
  }

  it('37, X-15: is set for those who ask; `session` ends with the browser', async () => {
    const lasting =
      'nf_jwt=aaa.bbb.ccc; Path=/; Expires=Sat, 03 Jan 2026 03:04:05 GMT; Max-Age=86400; HttpOnly; Secure'
    const passing = 'nf_jwt=aaa.bbb.ccc; Path=/; HttpOnly; Secure'
    for (const [wish, expected] of [
      ['1', lasting],
      ['junk', lasting],
      ['session', passing],
    ] as const) {
      expect(await cookie(wish)).toBe(`${expected}; SameSite=Lax`)
      expect(await cookie(wish, { profile: exact })).toBe(expected)
    }
  })

  it('Q-081, Q-082: nobody who does not ask gets one: other clients read theirs by script', async () => {
    expect(await cookie(null)).toBeNull()
    expect(await cookie('')).toBeNull()
  })

  it('is set by /token and /verify', async () => {
    const refresh = 'grant_type=refresh_token&refresh_token=a'
    expect(await cookie('1', {}, (headers) => form(refresh, headers))).toContain('nf_jwt=aaa')
    const verify = { type: 'signup', token: 'a' }
    expect(await cookie('1', {}, (headers) => post(verify, headers), '/verify')).toContain(
      'nf_jwt=',
    )
  })

  it('SEC-54: is left out when a browser would drop it', async () => {
    const accessToken = 'a'.repeat(4090)
    const fits = { signInWithPassword: async () => granted({ ...tokens, accessToken }) }
    expect(await cookie('1', { usecases: fits })).toHaveLength(
      4090 +
        '=; Path=/; Expires=Sat, 03 Jan 2026 03:04:05 GMT; Max-Age=86400; HttpOnly; Secure; SameSite=Lax'
          .length +
        6,
    )
    const long = {
      signInWithPassword: async () => granted({ ...tokens, accessToken: `${accessToken}a` }),
    }
    expect(await cookie('1', { usecases: long })).toBeNull()
    expect(await cookie('1', { usecases: long, profile: exact })).toContain('nf_jwt=aaa')
  })

  it('follows the configuration', async () => {
    expect(await cookie('1', { cookie: { lifetime: null } })).toBeNull()
    expect(await cookie('session', { cookie: { name: 'jwt', isSecure: false } })).toBe(
      'jwt=aaa.bbb.ccc; Path=/; HttpOnly; SameSite=Lax',
    )
  })

  it.each([
    ['an invalid bearer', '/user', { headers: bearer('forged') }, true],
    ['a missing bearer', '/user', {}, true],
    ['an invalid bearer of an admin route', '/admin/users', { headers: bearer('forged') }, true],
    ['a missing bearer of an admin route', '/admin/users', {}, false],
  ])(
    'Q-083: %s takes it back: exact always %4$s, safe from those who asked',
    async (_what, path, init, clears) => {
      const taken = async (options: Parameters<typeof face>[0], more = {}) => {
        const headers = { ...('headers' in init ? init.headers : {}), ...more }
        return (await face(options).fetch(path, { headers })).headers.has('set-cookie')
      }
      expect(await taken({})).toBe(false)
      expect(await taken({}, { 'x-use-cookie': '1' })).toBe(clears)
      expect(await taken({ profile: exact })).toBe(clears)
    },
  )

  it.each([
    ['refresh_token_replayed', true],
    ['session_expired', true],
    ['session_ended', true],
    ['refresh_token_unknown', false],
    ['refresh_token_superseded', false],
  ] as const)('58, Q-083: a refresh refused as %s takes it back: %s', async (code, clears) => {
    const refused = { refreshSession: refuses(code) }
    const refresh = (headers: Readonly<Record<string, string>>) =>
      form('grant_type=refresh_token&refresh_token=a', headers)
    expect((await cookie(null, { usecases: refused, profile: exact }, refresh)) !== null).toBe(
      clears,
    )
    expect((await cookie('1', { usecases: refused }, refresh)) !== null).toBe(clears)
    expect(await cookie(null, { usecases: refused }, refresh)).toBeNull()
  })
})
