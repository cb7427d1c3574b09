import { describe, expect, it } from 'vitest'
import { exact, face, post, refuses } from '../../../test/support/face-fixture.ts'
import type { RefusalCode, RefusalDetail, TokenFlaw } from '../../domain/refusal.ts'
import { seconds } from '../../kernel/instant.ts'
import { netlifyRefusals } from './refusals.ts'
import { tokenFlawText } from './token-flaw.ts'

const codes = Object.keys(netlifyRefusals) as RefusalCode[]

async function said(
  code: RefusalCode,
  options: Parameters<typeof face>[0] = {},
  detail?: RefusalDetail,
): Promise<Response> {
  const usecases = { requestRecovery: refuses(code, detail) }
  return face({ ...options, usecases }).fetch('/recover', post({ email: 'a@example.com' }))
}

describe('refusals', () => {
  it.each(codes)('%s is said in one of the two forms, keys in order', async (code) => {
    const answer = await said(code)
    const body = (await answer.json()) as Readonly<Record<string, unknown>>
    const keys = Object.keys(body)
    expect(answer.headers.get('content-type')).toBe('application/json')
    if (keys[0] === 'error') {
      expect(answer.status).toBe(400)
      expect(['error,error_description', 'error']).toContain(keys.join())
    } else {
      const isOurs = answer.status >= 500
      expect(keys).toEqual(['code', 'msg', 'error_code', ...(isOurs ? ['error_id'] : [])])
      expect(body['code']).toBe(answer.status)
    }
  })

  it.each(codes)('Q-107 exact: %s has no error_code', async (code) => {
    const body = (await (await said(code, { profile: exact })).json()) as object
    expect(Object.keys(body)).not.toContain('error_code')
  })

  it.each(codes)('SEC-117: %s says one line, without a name of ours', async (code) => {
    const text = await (await said(code)).text()
    expect(text).not.toMatch(/\n/)
    expect(text.length).toBeLessThan(200)
  })

  it.each([
    ['rate_limited', 429],
    ['mail_rate_limited', 429],
    ['overloaded', 503],
    ['query_too_slow', 503],
  ] as const)('Q-102: %s is %i and says when to come back', async (code, status) => {
    const answer = await said(code, {}, { retryAfter: seconds(12) })
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([status, '12'])
    expect((await said(code)).headers.get('retry-after')).toBe('1')
  })

  it('Q-019: a password too short names the least length', async () => {
    const answer = await said('password_too_short', {}, { minimum: 8 })
    expect(await answer.text()).toBe(
      '{"code":422,"msg":"Password should be at least 8 characters","error_code":"weak_password"}',
    )
  })

  it('55, 56: what the /token bodies are, to the byte', async () => {
    expect(await (await said('grant_type_unsupported')).text()).toBe(
      '{"error":"unsupported_grant_type"}',
    )
    expect(await (await said('credentials_invalid')).text()).toBe(
      '{"error":"invalid_grant","error_description":"No user found with that email, or password invalid."}',
    )
  })

  it('SEC-06: tokens that are unknown look like users who are', async () => {
    const [token, user] = [await said('one_time_token_unknown'), await said('user_not_found')]
    expect([token.status, ((await token.json()) as { msg: string }).msg]).toEqual([
      user.status,
      ((await user.json()) as { msg: string }).msg,
    ])
  })

  it('SEC-34: every refused refresh says the same', async () => {
    const bodies = await Promise.all(
      (
        [
          'refresh_token_unknown',
          'refresh_token_superseded',
          'refresh_token_replayed',
          'session_ended',
        ] as const
      ).map(async (code) => (await said(code)).text()),
    )
    expect(new Set(bodies).size).toBe(1)
  })
})

describe('flaws of a token in the words of the original (Q-073 exact, server spec 2.2)', () => {
  const flaws: readonly (readonly [TokenFlaw, string])[] = [
    [{ kind: 'segments' }, 'token contains an invalid number of segments'],
    [{ kind: 'base64', at: 7 }, 'illegal base64 data at input byte 7'],
    [{ kind: 'algorithm_unknown', algorithm: null }, 'signing method (alg) is unspecified.'],
    [{ kind: 'algorithm_unknown', algorithm: 'x' }, 'signing method (alg) is unavailable.'],
    [{ kind: 'algorithm_not_allowed', algorithm: 'HS512' }, 'signing method HS512 is invalid'],
    [{ kind: 'signature' }, 'signature is invalid'],
    [{ kind: 'expired', seconds: 45 }, 'token is expired by 45s'],
    [{ kind: 'expired', seconds: 65 }, 'token is expired by 1m5s'],
    [{ kind: 'expired', seconds: 3723 }, 'token is expired by 1h2m3s'],
    [{ kind: 'expired', seconds: 93_601 }, 'token is expired by 26h0m1s'],
    [{ kind: 'issued_later' }, 'token used before issued'],
    [{ kind: 'not_yet' }, 'token is not valid yet'],
    [{ kind: 'json' }, 'invalid JSON'],
    [{ kind: 'claims' }, 'invalid JSON'],
  ]
  it.each(flaws)('%o: %s', (flaw, text) => {
    expect(tokenFlawText(flaw)).toBe(text)
  })
})
