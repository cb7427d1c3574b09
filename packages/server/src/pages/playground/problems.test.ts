import { describe, expect, it } from 'vitest'
import { netlifyRefusals } from '../../http/netlify/refusals.ts'

interface Failure {
  readonly status?: number
  readonly json?: Readonly<Record<string, string>>
}

interface Problems {
  codeOf(failure: Failure): string
  explain(
    failure: Failure,
    circumstances: { readonly email: string; readonly retryAfter: string },
  ): { readonly text: string; readonly field?: string; readonly go?: string }
}

const script = './problems.js'
const { codeOf, explain }: Problems = await import(script)
const circumstances = { email: 'jane@example.test', retryAfter: '' }

/** A refusal as the client hands it over, with its code or, as the original server has it, without. */
function failure(code: keyof typeof netlifyRefusals, isCoded: boolean): Failure {
  const said = netlifyRefusals[code]
  const text = typeof said.text === 'string' ? said.text : said.text({ minimum: 8 })
  if ('error' in said) return { status: 400, json: { error: said.error, error_description: text } }
  return { status: said.status, json: { msg: text, ...(isCoded ? { error_code: said.code } : {}) } }
}

describe.each([
  ['with its code', true],
  ['of a server without codes', false],
])('a refusal %s', (_which, isCoded) => {
  it.each([
    ['credentials_invalid', 'invalid_credentials'],
    ['email_not_confirmed', 'email_not_confirmed'],
    ['email_already_confirmed', 'user_already_exists'],
    ['email_taken', 'email_exists'],
    ['email_invalid', 'email_address_invalid'],
    ['email_required', 'email_address_invalid'],
    ['password_too_short', 'weak_password'],
    ['password_too_common', 'weak_password'],
    ['password_too_long', 'weak_password'],
    ['one_time_token_unknown', 'otp_expired'],
    ['confirmation_expired', 'otp_expired'],
    ['recovery_expired', 'otp_expired'],
    ['email_change_expired', 'email_change_refused'],
    ['email_change_mismatch', 'email_change_refused'],
    ['signup_disabled', 'signup_disabled'],
    ['refresh_token_unknown', 'session_expired'],
    ['session_expired', 'session_expired'],
    ['bearer_session_ended', 'session_expired'],
    ['bearer_invalid', 'session_expired'],
    ['rate_limited', 'over_request_rate_limit'],
    ['overloaded', 'unavailable'],
  ] as const)('%s is put as %s', (code, put) => {
    expect(codeOf(failure(code, isCoded))).toBe(put)
  })
})

describe('what a person reads', () => {
  it('says what to do, and never shows a transport text', () => {
    const read = (said: Failure) => explain(said, circumstances).text
    expect(read({})).toBe('The server does not answer. Check that it runs, then try again.')
    expect(read({ status: 502 })).toBe(
      "Something went wrong on the server's side. Try again in a moment.",
    )
    expect(read({ status: 500, json: { msg: 'boom', error_id: '01J' } })).toMatch(/Reference 01J/)
    expect(read(failure('email_not_confirmed', true))).toContain('jane@example.test')
  })

  it('names the fewest characters, under the field', () => {
    expect(explain(failure('password_too_short', true), circumstances)).toMatchObject({
      text: 'Use at least 8 characters.',
      field: 'password',
    })
  })

  it('names the seconds to wait, when the answer did', () => {
    const limited = failure('mail_rate_limited', true)
    expect(explain(limited, { email: '', retryAfter: '42' }).text).toContain('in 42 seconds')
    expect(explain(limited, { email: '', retryAfter: '' }).text).toContain('in a moment')
  })

  it('shows the sentence of the server for what it does not know', () => {
    expect(explain(failure('metadata_too_large', true), circumstances).text).toBe(
      'Metadata is too large.',
    )
  })
})
