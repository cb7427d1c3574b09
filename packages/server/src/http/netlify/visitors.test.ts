import { describe, expect, it } from 'vitest'
import {
  bearer,
  exact,
  face,
  post,
  refuses,
  safe,
  tokens,
  user,
} from '../../../test/support/face-fixture.ts'
import { seconds } from '../../kernel/instant.ts'
import { granted } from '../../kernel/outcome.ts'
import type { UseCases } from '../../usecases/usecases.ts'

/** Use cases that grant and keep what they were asked. */
function recorder(): { readonly asked: unknown[]; readonly usecases: Partial<UseCases> } {
  const asked: unknown[] = []
  const keep = <Value>(command: { readonly caller?: unknown }, value: Value) => {
    const { caller: _caller, ...rest } = command
    asked.push(rest)
    return granted(value)
  }
  const shown = { user: user(), isFresh: false }
  return {
    asked,
    usecases: {
      signUp: async (command) => keep(command, { ...shown, isFresh: true }),
      redeemOneTimeToken: async (command) => keep(command, tokens),
      requestRecovery: async (command) => keep(command, null),
      signOut: async (command) => keep(command, null),
      readUser: async (command) => keep(command, shown),
      updateUser: async (command) => keep(command, shown),
    },
  }
}

describe('GET /health and /settings', () => {
  it('5: says what runs, and asks nobody', async () => {
    expect(await (await face().fetch('/health')).text()).toBe(
      '{"description":"GoTrue is a user registration and authentication API","name":"GoTrue","version":"v1.2.3"}',
    )
  })

  it('1 to 4, Q-135: settings in the order of the original', async () => {
    expect(await (await face().fetch('/settings')).text()).toBe(
      '{"external":{"bitbucket":false,"github":false,"gitlab":false,"google":true,"facebook":false,"email":true,"saml":false},"external_labels":{},"disable_signup":false,"autoconfirm":false}',
    )
    const readSettings = () => ({
      providers: new Set(['saml', 'discord']),
      samlName: 'Acme <SSO>',
      emailEnabled: false,
      signUpDisabled: true,
      autoconfirm: true,
    })
    expect(await (await face({ usecases: { readSettings } }).fetch('/settings')).text()).toBe(
      '{"external":{"bitbucket":false,"github":false,"gitlab":false,"google":false,"facebook":false,"email":false,"saml":true},"external_labels":{"saml":"Acme \\u003cSSO\\u003e"},"disable_signup":true,"autoconfirm":true}',
    )
  })
})

describe('POST /signup', () => {
  it('12: hands over address, password and data, and shows the user without tokens (Q-061)', async () => {
    const { asked, usecases } = recorder()
    const body = { email: 'Jane@example.com', password: 'secret', data: { a: 1 }, role: 'admin' }
    const answer = await face({ usecases }).json('/signup', post(body))
    expect(asked).toEqual([{ email: 'Jane@example.com', password: 'secret', data: { a: 1 } }])
    expect(Object.keys(answer as object)).toEqual([
      'id',
      'aud',
      'role',
      'email',
      'confirmed_at',
      'app_metadata',
      'user_metadata',
      'created_at',
      'updated_at',
    ])
  })

  it.each([
    ['24: the email provider is off', { emailEnabled: false }, 400, 'Unsupported email provider'],
    ['18: sign-up is off', { signUpDisabled: true }, 403, 'Signups not allowed for this instance'],
  ])('%s: said before the body is read (Q-018)', async (_what, change, code, msg) => {
    const settings = { providers: new Set<string>(), samlName: '', autoconfirm: false }
    const readSettings = () => ({
      ...settings,
      emailEnabled: true,
      signUpDisabled: false,
      ...change,
    })
    const answer = await face({ usecases: { readSettings } }).json('/signup', post('{'))
    expect(answer).toMatchObject({ code, msg })
  })
})

describe('POST /verify', () => {
  it.each([
    ['signup', 'confirmation'],
    ['recovery', 'recovery'],
  ])('25, 32: type %s is the purpose %s', async (type, purpose) => {
    const { asked, usecases } = recorder()
    const answer = await face({ usecases }).json('/verify', post({ type, token: 'abc' }))
    expect(answer).toMatchObject({ token_type: 'bearer', access_token: 'aaa.bbb.ccc' })
    expect(asked).toEqual([{ purpose, token: 'abc', password: '' }])
  })

  it.each([' ', '\t', '   ', ''])('28 to 31, T-12: the token "%s" is missing', async (token) => {
    for (const type of ['signup', 'recovery', 'nothing']) {
      expect(await face().json('/verify', post({ type, token }))).toEqual({
        code: 422,
        msg: 'Verify requires a token',
        error_code: 'validation_failed',
      })
    }
  })

  it.each(['invite', 'SIGNUP', '', 'magiclink', 'toString'])(
    '35: the type "%s" is unknown',
    async (type) => {
      expect(await face().json('/verify', post({ type, token: 'abc' }))).toMatchObject({
        code: 422,
        msg: 'Verify requires a verification type',
      })
    },
  )

  it('T-17: a token in the address is not read', async () => {
    expect(await face().json('/verify?type=signup&token=abc', post({}))).toMatchObject({
      msg: 'Verify requires a token',
    })
  })
})

describe('POST /recover', () => {
  it('40, 41: answers {} and nothing more', async () => {
    const { asked, usecases } = recorder()
    const answer = await face({ usecases }).fetch('/recover', post({ email: 'a@example.com' }))
    expect([answer.status, await answer.text()]).toEqual([200, '{}'])
    expect(asked).toEqual([{ email: 'a@example.com' }])
  })

  it('Q-007, Q-102, SEC-23: too often is 429 with the time to come back', async () => {
    const usecases = { requestRecovery: refuses('mail_rate_limited', { retryAfter: seconds(77) }) }
    const answer = await face({ usecases }).fetch('/recover', post({ email: 'a@example.com' }))
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '77'])
    expect(await answer.text()).toBe(
      '{"code":429,"msg":"Rate limit exceeded, try again later","error_code":"over_email_send_rate_limit"}',
    )
  })
})

describe('bearers (server spec 2.4)', () => {
  it.each([
    ['nothing', undefined],
    ['J-31 two blanks', 'Bearer  good'],
    ['J-31 a tab', 'Bearer\tgood'],
    ['J-31 no blank', 'Bearergood'],
    ['J-31 a pair', 'Bearer good, Bearer good'],
    ['another scheme', 'Basic good'],
    ['no token', 'Bearer '],
    ['J-33 20 KiB of junk', `${'%zz'.repeat(5000)}`],
  ])('65: %s is no bearer', async (_what, authorization) => {
    const headers: Readonly<Record<string, string>> =
      authorization === undefined ? {} : { authorization }
    expect(await face().json('/user', { headers })).toEqual({
      code: 401,
      msg: 'This endpoint requires a Bearer token',
      error_code: 'no_authorization',
    })
  })

  it('Q-074: any letter case of the scheme; exact knows two', async () => {
    const { usecases } = recorder()
    for (const [scheme, safely, original] of [
      ['Bearer', 200, 200],
      ['bearer', 200, 200],
      ['BEARER', 200, 401],
      ['bEARER', 200, 401],
    ] as const) {
      const init = { headers: { authorization: `${scheme} good` } }
      expect((await face({ usecases }).fetch('/user', init)).status).toBe(safely)
      expect((await face({ usecases, profile: exact }).fetch('/user', init)).status).toBe(original)
    }
  })

  it('Q-084, SEC-56: a cookie alone opens nothing', async () => {
    const init = { headers: { cookie: 'nf_jwt=good' } }
    expect((await face().fetch('/user', init)).status).toBe(401)
    expect((await face().fetch('/admin/users', init)).status).toBe(401)
  })

  it('SEC-87: nor does a token in the address', async () => {
    expect((await face().fetch('/user?access_token=good')).status).toBe(401)
  })

  it.each(['nf_jwt=a; nf_jwt=b', `nf_jwt=${'a'.repeat(5000)}`, 'nf_jwt=%', '__proto__=1', '%%%'])(
    'X-13: the cookies %s disturb nothing',
    async (cookie) => {
      const { usecases } = recorder()
      expect(
        (await face({ usecases }).fetch('/user', { headers: { cookie, ...bearer() } })).status,
      ).toBe(200)
    },
  )

  it('Q-073: what is wrong with a token is one text; exact says it', async () => {
    const init = { headers: bearer('forged') }
    expect(await face().json('/user', init)).toEqual({
      code: 401,
      msg: 'Invalid token: token is invalid or expired',
      error_code: 'bad_jwt',
    })
    expect(await face({ profile: exact }).json('/user', init)).toEqual({
      code: 401,
      msg: 'Invalid token: signature is invalid',
    })
  })
})

describe('GET and PUT /user', () => {
  it('hands over what was sent, and nothing that was not', async () => {
    const { asked, usecases } = recorder()
    const body = { data: { a: null }, email_change_token: 't', email: null }
    await face({ usecases }).fetch('/user', { ...post(body, bearer()), method: 'PUT' })
    expect(asked).toMatchObject([
      {
        email: '',
        password: '',
        currentPassword: '',
        emailChangeToken: 't',
        data: { a: null },
        appMetadata: null,
      },
    ])
  })

  it('66: X-JWT-AUD is the audience of the request', async () => {
    const audiences: string[] = []
    const usecases = {
      readUser: async ({
        bearer: { audience },
      }: {
        readonly bearer: { readonly audience: string }
      }) => {
        audiences.push(audience)
        return granted({ user: user(), isFresh: false })
      },
    }
    await face({ usecases }).fetch('/user', { headers: { ...bearer(), 'x-jwt-aud': 'other' } })
    expect(audiences).toEqual(['other'])
  })
})

describe('POST /logout', () => {
  it('77: is 204 without a type, and takes the cookie back', async () => {
    const { usecases } = recorder()
    const answer = await face({ usecases }).fetch('/logout', { method: 'POST', headers: bearer() })
    expect([answer.status, await answer.text(), answer.headers.get('content-type')]).toEqual([
      204,
      '',
      null,
    ])
    expect(answer.headers.get('set-cookie')).toBe(
      'nf_jwt=; Path=/; Expires=Thu, 01 Jan 2026 17:04:05 GMT; Max-Age=0; HttpOnly; Secure; SameSite=Lax',
    )
  })

  it.each([
    ['', 'global'],
    ['?scope=global', 'global'],
    ['?scope=local', 'local'],
    ['?scope=others', 'others'],
    ['?scope=LOCAL', 'global'],
    ['?scope=%', 'global'],
    ['?scope=constructor', 'global'],
  ])('Q-057: "%s" ends %s sessions', async (query, scope) => {
    const { asked, usecases } = recorder()
    await face({ usecases }).fetch(`/logout${query}`, { method: 'POST', headers: bearer() })
    expect(asked).toMatchObject([{ scope }])
  })

  it('78, Q-083, T-18: without a bearer it is 401 and still takes the cookie back', async () => {
    for (const headers of [{}, bearer('forged')]) {
      const answer = await face().fetch('/logout', { method: 'POST', headers })
      expect(answer.status).toBe(401)
      expect(answer.headers.get('set-cookie')).toMatch(/^nf_jwt=; Path=\/; Expires=/)
    }
  })

  it('Q-058: asks for a believer that takes tokens which ended a while ago', async () => {
    const asked: unknown[] = []
    const believeBearer: UseCases['believeBearer'] = async (_token, _caller, options) => {
      asked.push(options)
      return refuses('bearer_invalid')()
    }
    const { fetch } = face({ usecases: { believeBearer } })
    await fetch('/logout', { method: 'POST', headers: bearer() })
    await fetch('/user', { headers: bearer() })
    expect(asked).toEqual([{ forSignOut: true }, { forSignOut: false }])
  })

  it('its body is not read', async () => {
    const { usecases } = recorder()
    expect((await face({ usecases }).fetch('/logout', post('{', bearer()))).status).toBe(204)
  })
})

describe('the two profiles', () => {
  it('differ in each field of the quirks', () => {
    for (const key of Object.keys(safe) as (keyof typeof safe)[]) {
      expect([key, safe[key]]).not.toEqual([key, exact[key]])
    }
  })
})
