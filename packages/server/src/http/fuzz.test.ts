import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { exact, face, safe, tokens, user } from '../../test/support/face-fixture.ts'
import { granted } from '../kernel/outcome.ts'

const shown = async () => granted({ user: user(), isFresh: true })
const usecases = {
  signUp: shown,
  readUser: shown,
  updateUser: shown,
  inviteUser: shown,
  createUser: shown,
  getUser: shown,
  changeUser: shown,
  deleteUser: async () => granted(null),
  requestRecovery: async () => granted(null),
  signOut: async () => granted(null),
  redeemOneTimeToken: async () => granted(tokens),
  signInWithPassword: async () => granted(tokens),
  refreshSession: async () => granted(tokens),
  disownChange: async () => granted(null),
  listUsers: async () => granted({ users: [user()], total: 1 }),
  readAuditLog: async () => granted({ records: [], total: 0 }),
}

const latin = fc.string({ unit: 'binary-ascii', maxLength: 40 }).map((text) =>
  // What a parser lets through in a field value (RFC 9110 §5.5).
  text.replace(/[\0\r\n]/g, ''),
)
const pieces = fc.constantFrom(
  '%',
  '%zz',
  '%00',
  '%ff',
  '..',
  '.',
  '{',
  '}',
  ';',
  '\\',
  '@',
  'é',
  'admin',
  'users',
  'token',
  'user',
  '/',
  '//',
  '?',
  '&',
  '=',
  '#',
  '_',
  'page',
  'per_page',
  'sort',
  'query',
  'filter',
  '0',
  '-1',
  '9'.repeat(30),
  ':',
)
const target = fc.array(pieces, { maxLength: 10 }).map((parts) => `/${parts.join('')}`)
const known = fc.constantFrom(
  '/token',
  '/user',
  '/signup',
  '/verify',
  '/logout',
  '/invite',
  '/admin/users',
  `/admin/users/${user().id}`,
  '/admin/audit',
  '/settings',
  '/health',
  '/_/not-me',
  '/_/ready',
)
const headerNames = [
  'authorization',
  'cookie',
  'content-type',
  'content-encoding',
  'x-jwt-aud',
  'x-use-cookie',
  'x-nf-client',
  'origin',
  'referer',
  'x-forwarded-for',
  'x-request-id',
  'user-agent',
  'accept',
  'range',
  'traceparent',
  'baggage',
  'access-control-request-method',
  'access-control-request-headers',
  'if-none-match',
]
const headers = fc.dictionary(
  fc.constantFrom(...headerNames),
  fc.oneof(
    latin,
    fc.constantFrom(
      'Bearer good',
      'Bearer admin',
      'Bearer operator',
      'application/json',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'session',
    ),
  ),
  { maxKeys: 8, noNullPrototype: true },
)
const method = fc.constantFrom(
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'DELETE',
  'PATCH',
  'OPTIONS',
  'PROPFIND',
)
const body = fc.oneof(
  fc.constant(''),
  fc.json(),
  fc.string({ maxLength: 60 }),
  fc.constantFrom(
    '{"email":"a@example.com","password":"secret12","type":"signup","token":"t"}',
    'grant_type=password&username=a&password=b',
    'token=abc',
  ),
)

describe.each([
  ['safe', safe],
  ['exact', exact],
])('whatever comes in (SEC-108, %s)', (_name, profile) => {
  it('is answered below 500, in a form the client can read, and no fault is logged', async () => {
    const { fetch, faults } = face({
      profile,
      usecases,
      requestIdHeader: 'x-request-id',
      trustedProxies: ['10.0.0.0/8'],
    })
    const request = fc.tuple(fc.oneof(target, known), method, headers, body)
    await fc.assert(
      fc.asyncProperty(request, async ([path, verb, fields, sent]) => {
        const init = { method: verb, headers: fields }
        const hasBody = verb !== 'GET' && verb !== 'HEAD'
        const answer = await fetch(path, hasBody ? { ...init, body: sent } : init, '10.0.0.1')
        expect(answer.status).toBeLessThan(500)
        const text = await answer.text()
        if (answer.headers.get('content-type') === 'application/json' && verb !== 'HEAD') {
          expect(() => JSON.parse(text)).not.toThrow()
        }
      }),
      { numRuns: 1500 },
    )
    expect(faults).toEqual([])
  })
})
