import { describe, expect, it } from 'vitest'
import { cookieJar, type TestJar } from '../../test/support/cookie-jar.ts'
import { handClock } from '../../test/support/hand-clock.ts'
import { smallApi } from '../../test/support/small-api.ts'
import { signIn } from '../sign-in.ts'
import type { AuthOptions } from './auth-options.ts'
import { createRequests, type Framework } from './requests.ts'
import { isSameOrigin } from './same-origin.ts'
import type { Visit } from './visit.ts'

interface Call {
  readonly jar: TestJar
  readonly host: string
  readonly address: string
}

function visitOf(headers: Readonly<Record<string, string>>): Visit {
  return {
    method: 'POST',
    isPage: false,
    path: '/',
    header: (name) => headers[name] ?? null,
    host: () => headers['host'] ?? '',
    fields: async () => ({}),
  }
}

const framework: Framework<Call> = {
  key: (call) => call.jar,
  jar: ({ jar }) => jar,
  visit: ({ host }) => visitOf({ host }),
}

const call = (host = 'app.example.com', address = '192.0.2.1'): Call => ({
  jar: cookieJar(),
  host,
  address,
})

function requests(options: Partial<AuthOptions<Call>> = {}) {
  const clock = handClock()
  const { fetch } = smallApi(clock)
  return createRequests(framework, { url: 'http://id.test', clock, fetch, ...options })
}

const credentials = { email: 'ada', password: 'x' }

describe('what serves a request', () => {
  it('is one client for the request, and another for the next', () => {
    const served = requests()
    const [one, two] = [call(), call()]
    expect(served(one)).toBe(served(one))
    expect(served(one).client).not.toBe(served(two).client)
  })

  it.each([
    ['localhost:3000', true, false],
    ['127.0.0.1:3000', true, false],
    ['[::1]:3000', true, false],
    ['localhost', true, false],
    ['localhost:3000', false, true],
    ['localhost.evil.example', true, true],
    ['app.example.com', true, true],
    ['127.0.0.1.evil.example:80', true, true],
    ['', true, true],
  ])('at %j, with plain localhost allowed: %j, sets Secure: %j', async (host, allowed, secure) => {
    const here = call(host)
    await signIn(requests({ allowPlainLocalhost: allowed })(here).client, credentials)
    const all = [...here.jar.cookies.values()].map(({ attributes }) => attributes.secure)
    expect(all).toEqual([secure, secure])
  })

  it('sets cookies as it was told', async () => {
    const here = call()
    const cookies = { accessName: 'nf_jwt', refreshName: 'nf_refresh' }
    await signIn(requests({ cookies })(here).client, credentials)
    expect([...here.jar.cookies.keys()]).toEqual(['nf_jwt', 'nf_refresh'])
  })

  it('tells the server the address of this visitor, beside what the client says itself', async () => {
    const clock = handClock()
    const api = smallApi(clock)
    const seen: Headers[] = []
    const served = requests({
      forward: ({ address }) => ({ 'x-forwarded-for': address }),
      fetch: (input, init) => {
        seen.push(new Headers(init?.headers))
        return api.fetch(input, init)
      },
    })
    await signIn(served(call('', '192.0.2.7')).client, credentials)
    expect(seen.map((headers) => headers.get('x-forwarded-for'))).toEqual([
      '192.0.2.7',
      '192.0.2.7',
    ])
    expect(seen[1]?.get('authorization')).toMatch(/^Bearer /)
  })
})

describe('whether a form comes from this site', () => {
  const host = 'app.example.com'
  const trusted = ['https://www.example.com']

  it.each([
    ['a page of the site', { 'sec-fetch-site': 'same-origin' }, true],
    ['no page', { 'sec-fetch-site': 'none' }, true],
    ['a sister site', { 'sec-fetch-site': 'same-site' }, false],
    ['another site', { 'sec-fetch-site': 'cross-site' }, false],
    ['an old browser here', { origin: 'https://app.example.com' }, true],
    [
      'an old browser here, before a proxy that ends TLS',
      { origin: 'http://app.example.com' },
      true,
    ],
    ['an old browser at another port', { origin: 'https://app.example.com:8443' }, false],
    ['an old browser elsewhere', { origin: 'https://evil.example' }, false],
    ['an origin that is hidden', { origin: 'null' }, false],
    [
      'a trusted origin',
      { origin: 'https://www.example.com', 'sec-fetch-site': 'same-site' },
      true,
    ],
    ['no browser', {}, true],
  ])('%s: %j is %j', (_who, headers, isOurs) => {
    expect(isSameOrigin(visitOf({ host, ...headers }), trusted)).toBe(isOurs)
  })
})
