import { describe, expect, it } from 'vitest'
import {
  exact,
  type FixtureOptions,
  face,
  form,
  post,
  tokens,
} from '../../../test/support/face-fixture.ts'
import { granted } from '../../kernel/outcome.ts'

interface Asked {
  readonly status: number
  readonly body: unknown
  /** What the use case was asked, without the caller. */
  readonly command: unknown
}

async function ask(
  init: RequestInit,
  options: FixtureOptions = {},
  path = '/token',
): Promise<Asked> {
  let command: unknown = null
  const take = async ({ caller: _caller, ...rest }: { readonly caller: unknown }) => {
    command = rest
    return granted(tokens)
  }
  const { fetch } = face({
    usecases: { signInWithPassword: take, refreshSession: take },
    ...options,
  })
  const answer = await fetch(path, init)
  return { status: answer.status, body: await answer.json(), command }
}

const jane = 'username=jane%40example.com&password=open%20sesame%2B'
const signedIn = { grant: 'password', email: 'jane@example.com', password: 'open sesame+' }
const unsupported = { status: 400, body: { error: 'unsupported_grant_type' }, command: null }
const original = { profile: exact }

describe('POST /token', () => {
  it('61: a password for tokens, keys in the order of the original', async () => {
    const { fetch } = face({ usecases: { signInWithPassword: async () => granted(tokens) } })
    const answer = await fetch('/token', form(`grant_type=password&${jane}`))
    expect(answer.headers.get('content-type')).toBe('application/json')
    expect(await answer.text()).toBe(
      '{"access_token":"aaa.bbb.ccc","token_type":"bearer","expires_in":3600,"refresh_token":"rrr"}',
    )
    expect((await ask(form(`grant_type=password&${jane}`))).command).toEqual(signedIn)
  })

  it('a refresh token for tokens', async () => {
    const { command } = await ask(form('grant_type=refresh_token&refresh_token=AbC_-'))
    expect(command).toEqual({ grant: 'refresh_token', refreshToken: 'AbC_-' })
  })

  it('the signal of the client goes with passwords only: a refresh does no slow work', async () => {
    const signals: boolean[] = []
    const take = async ({ caller }: { readonly caller: { readonly signal?: unknown } }) => {
      signals.push(caller.signal !== undefined)
      return granted(tokens)
    }
    const { fetch } = face({ usecases: { signInWithPassword: take, refreshSession: take } })
    await fetch('/token', form(`grant_type=password&${jane}`))
    await fetch('/token', form('grant_type=refresh_token&refresh_token=a'))
    expect(signals).toEqual([true, false])
  })

  it.each([
    ['no grant type', ''],
    ['P-21 capitals', 'grant_type=PASSWORD'],
    ['P-21 a blank', 'grant_type=%20password'],
    ['P-21 NUL', 'grant_type=password%00'],
    ['another grant', 'grant_type=authorization_code'],
    ['a name in another letter case', 'GRANT_TYPE=password'],
  ])('55: %s is no grant that is known', async (_what, body) => {
    expect(await ask(form(body))).toEqual(unsupported)
    expect(await ask(form(body), original)).toEqual(unsupported)
  })

  it('P-20, SEC-106: a field twice is refused', async () => {
    const twice = 'grant_type=password&grant_type=refresh_token'
    const invalid = { error: 'invalid_request', error_description: 'grant_type must be given once' }
    expect(await ask(form(twice))).toEqual({ status: 400, body: invalid, command: null })
  })

  it('P-20 exact: the first of two counts', async () => {
    const { command } = await ask(form(`grant_type=password&grant_type=x&${jane}`), original)
    expect(command).toEqual(signedIn)
  })

  it('P-23: a second address beside the user name is refused', async () => {
    const both = `grant_type=password&${jane}&email=b%40example.com`
    expect((await ask(form(both))).body).toMatchObject({ error: 'invalid_request' })
    const same = `grant_type=password&${jane}&email=jane%40example.com`
    expect((await ask(form(same))).command).toEqual(signedIn)
  })

  it('P-24: brackets have no meaning', async () => {
    const { command } = await ask(form('grant_type=password&username[]=a&password[$ne]='))
    expect(command).toEqual({ grant: 'password', email: '', password: '' })
  })

  it('P-25: 50,000 characters of scope are refused', async () => {
    const { status } = await ask(form(`grant_type=password&${jane}&scope=${'A'.repeat(50_000)}`))
    expect(status).toBe(400)
  })

  it('more than 64 fields are refused', async () => {
    const many = Array.from({ length: 65 }, (_, n) => `f${n}=1`).join('&')
    expect((await ask(form(many))).body).toEqual({
      error: 'invalid_request',
      error_description: 'invalid form',
    })
  })

  it('T-12: a broken escape is refused', async () => {
    expect((await ask(form('grant_type=refresh_token&refresh_token=%'))).status).toBe(400)
  })
})

describe('where fields are read (Q-098)', () => {
  it('P-19: nothing secret is read from the address', async () => {
    const { command } = await ask(form(''), {}, `/token?grant_type=password&${jane}`)
    expect(command).toEqual({ grant: 'password', email: '', password: '' })
  })

  it('the grant type may stand in the address', async () => {
    expect((await ask(form(jane), {}, '/token?grant_type=password')).command).toEqual(signedIn)
  })

  it('JSON is read as well', async () => {
    const body = { grant_type: 'password', username: 'jane@example.com', password: 'open sesame+' }
    expect((await ask(post(body))).command).toEqual(signedIn)
    expect((await ask(post({ grant_type: 5 }))).body).toEqual({
      error: 'invalid_request',
      error_description: 'grant_type must be a string',
    })
  })

  it.each([
    ['P-22 JSON called a form', form('{"grant_type":"password"}'), 400],
    ['P-22 a form called JSON', post(`grant_type=password&${jane}`), 400],
    ['a form called text', post(jane, { 'content-type': 'text/plain' }), 415],
    ['multipart', post('--x--', { 'content-type': 'multipart/form-data; boundary=x' }), 415],
  ])('%s is refused', async (_what, init, status) => {
    expect(await ask(init)).toMatchObject({ status, command: null })
  })

  it('exact: from the address too, the body first', async () => {
    const { command } = await ask(
      form('password=b'),
      original,
      '/token?grant_type=password&username=u&password=a',
    )
    expect(command).toEqual({ grant: 'password', email: 'u', password: 'b' })
    const { command: only } = await ask(
      { method: 'POST' },
      original,
      `/token?grant_type=password&${jane}`,
    )
    expect(only).toEqual(signedIn)
  })

  it('60 exact: JSON is not read', async () => {
    const body = { grant_type: 'password', username: 'jane@example.com', password: 'x' }
    expect(await ask(post(body), original)).toEqual(unsupported)
  })

  it('exact: multipart is read, and is nothing when it is broken', async () => {
    const body = new FormData()
    body.set('grant_type', 'password')
    body.set('username', 'jane@example.com')
    body.append('password', 'open sesame+')
    body.append('password', 'second')
    expect((await ask({ method: 'POST', body }, original)).command).toEqual(signedIn)
    const broken = post('--x', { 'content-type': 'multipart/form-data; boundary=x' })
    expect(await ask(broken, original)).toEqual(unsupported)
  })

  it('exact: broken pairs are absent', async () => {
    const { command } = await ask(form(`%zz=1&grant_type=password&${jane}`), original)
    expect(command).toEqual(signedIn)
  })
})
