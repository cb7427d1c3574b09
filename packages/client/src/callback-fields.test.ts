import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readCallback, withoutCallback } from './callback-fields.ts'

const site = 'https://site.test/app?tab=2'

describe('what an address brings back', () => {
  it.each([
    ['', { type: 'none' }],
    ['#', { type: 'none' }],
    ['#section-3', { type: 'none' }],
    ['#/route?confirmation_token=t', { type: 'none' }],
    ['#confirmation_token=t', { type: 'confirmation', token: 't' }],
    ['#/confirmation_token=t', { type: 'confirmation', token: 't' }],
    ['#recovery_token=t', { type: 'recovery', token: 't' }],
    ['#invite_token=t', { type: 'invite', token: 't' }],
    ['#email_change_token=t', { type: 'email_change', token: 't' }],
    ['#confirmation_token=', { type: 'none' }],
    [
      '#error=access_denied&error_description=The+person+said+no',
      { type: 'error', code: 'access_denied', description: 'The person said no' },
    ],
    [
      '#error=unauthorized&error_code=otp_expired&error_description=Link+expired',
      { type: 'error', code: 'otp_expired', description: 'Link expired' },
    ],
    ['#error=server_error', { type: 'error', code: 'server_error', description: 'server_error' }],
    ['&code=abc', { type: 'code', code: 'abc' }],
    ['&code=abc#top', { type: 'code', code: 'abc' }],
    ['&token_hash=h&type=recovery', { type: 'token_hash', purpose: 'recovery', token: 'h' }],
    ['&error=mine', { type: 'none' }],
    ['&error=x&error_description=y', { type: 'error', code: 'x', description: 'y' }],
    ['&access_token=never-in-a-query', { type: 'none' }],
  ])('%s', (tail, fields) => {
    expect(readCallback(site + tail)).toEqual(fields)
  })

  it('tokens of a sign-in, with what was left out', () => {
    const all = '#access_token=a&refresh_token=r%2B&expires_in=60&token_type=bearer&type=magiclink'
    expect(readCallback(site + all)).toEqual({
      type: 'tokens',
      purpose: 'magiclink',
      tokens: { access_token: 'a', refresh_token: 'r+', expires_in: 60, token_type: 'bearer' },
    })
    expect(readCallback(`${site}#access_token=a&confirmation_token=t`)).toEqual({
      type: 'tokens',
      purpose: '',
      tokens: { access_token: 'a', refresh_token: '', expires_in: 3600, token_type: 'bearer' },
    })
  })

  it.each([
    ['#confirmation_token=t', ''],
    ['#access_token=a&refresh_token=r', ''],
    ['&code=abc&state=s', ''],
    ['&code=abc#top', '#top'],
    ['&token_hash=h&type=recovery', ''],
    ['#section-3', '#section-3'],
    ['&type=mine', '&type=mine'],
    ['&state=mine', '&state=mine'],
  ])('%s leaves the address as %j', (tail, rest) => {
    expect(withoutCallback(site + tail)).toBe(site + rest)
  })

  it('no address makes it throw, and nothing of a callback is left behind', () => {
    const names = ['access_token', 'confirmation_token', 'code', 'error', 'error_description', 'x']
    const pairs = fc.array(fc.tuple(fc.constantFrom(...names), fc.string()), { maxLength: 5 })
    const encode = (all: [string, string][]): string => new URLSearchParams(all).toString()
    fc.assert(
      fc.property(pairs, pairs, fc.string(), (query, hash, junk) => {
        for (const fragment of [encode(hash), junk]) {
          const address = new URL(`https://site.test/?${encode(query)}#${fragment}`).href
          expect(readCallback(withoutCallback(address))).toEqual({ type: 'none' })
        }
      }),
    )
  })
})
