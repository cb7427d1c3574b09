import { describe, expect, it } from 'vitest'
import { bearer, exact, face, form, refuses, user } from '../../../test/support/face-fixture.ts'
import { granted } from '../../kernel/outcome.ts'

const readUser = async () => granted({ user: user(), isFresh: false })
const id = user().id

async function statusOf(path: string, init: RequestInit = {}): Promise<number> {
  const usecases = {
    readUser,
    getUser: readUser,
    listUsers: async () => granted({ users: [], total: 0 }),
    readAuditLog: async () => granted({ records: [], total: 0 }),
  }
  return (await face({ usecases }).fetch(path, init)).status
}

describe('paths', () => {
  it.each(['/health', '/.netlify/identity/health', '/settings', '/.netlify/identity/settings'])(
    '%s answers below both mounts',
    async (path) => {
      expect(await statusOf(path)).toBe(200)
    },
  )

  it('the mounts are those configured', async () => {
    const { fetch } = face({ mounts: ['/id'] })
    expect((await fetch('/id/health')).status).toBe(200)
    expect((await fetch('/health')).status).toBe(404)
    expect((await fetch('/idhealth')).status).toBe(404)
  })

  it.each([
    ['/user/', 200],
    ['/admin/users/', 200],
    [`/admin/users/${id}/`, 200],
    ['/admin/audit/', 200],
    ['/health/', 404],
    ['/settings/', 404],
    ['/user//', 404],
    ['/admin/users//', 404],
  ])('Q-104: %s with a slash at its end is %i', async (path, status) => {
    expect(
      await statusOf(path, { headers: bearer(path.startsWith('/admin') ? 'admin' : 'good') }),
    ).toBe(status)
  })

  it.each([
    '/signup/',
    '/verify/',
    '/recover/',
    '/token/',
    '/logout/',
    '/invite/',
    '//token',
    '/TOKEN',
    '/Token',
    '/%74oken',
    '/token;x',
    '/token%2f',
    '/token%00',
    '/.netlify//identity/token',
    '/.netlify/identity//token',
    '/.NETLIFY/identity/token',
    '/x/.netlify/identity/token',
  ])('SEC-24, X-17: %s is no other spelling of an endpoint', async (path) => {
    expect(await statusOf(path, form('grant_type=password'))).toBe(404)
  })

  it('X-17: dots are resolved before routing, so that there is one path and one limit', async () => {
    expect(await statusOf('/./health')).toBe(200)
    expect(await statusOf('/a/../health')).toBe(200)
    expect(await statusOf('/a/%2e%2e/health')).toBe(200)
  })

  it('Q-100: an unknown path is 404, said in JSON; exact says it as text', async () => {
    expect(await face().json('/something1')).toEqual({ code: 404, msg: 'Not found' })
    const original = await face({ profile: exact }).fetch('/something1', { method: 'POST' })
    expect(original.headers.get('content-type')).toBe('text/plain; charset=utf-8')
    expect(await original.text()).toBe('404 page not found\n')
  })
})

describe('methods', () => {
  it.each([
    ['/health', 'POST', 'GET, HEAD'],
    ['/verify', 'GET', 'POST'],
    ['/token', 'GET', 'POST'],
    ['/logout', 'PUT', 'POST'],
    ['/invite', 'GET', 'POST'],
    ['/signup', 'OPTIONS', 'POST'],
  ])('Q-100: %s with %s is 405 and names %s, without a guard', async (path, method, allow) => {
    const answer = await face().fetch(path, { method })
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, allow])
    expect(await answer.json()).toEqual({ code: 405, msg: 'Method not allowed' })
  })

  it('Q-100 exact: a wrong method has an empty body of no type', async () => {
    const answer = await face({ profile: exact }).fetch('/token')
    expect([answer.status, answer.headers.get('allow'), await answer.text()]).toEqual([
      405,
      'POST',
      '',
    ])
    expect(answer.headers.has('content-type')).toBe(false)
  })

  it('Q-103: HEAD is answered on /health and /settings, nowhere else; exact nowhere', async () => {
    for (const path of ['/health', '/settings']) {
      const answer = await face().fetch(path, { method: 'HEAD' })
      expect([answer.status, await answer.text()]).toEqual([200, ''])
      expect((await face({ profile: exact }).fetch(path, { method: 'HEAD' })).status).toBe(405)
    }
    expect(await statusOf('/token', { method: 'HEAD' })).toBe(405)
    expect(await statusOf('/user', { method: 'HEAD', headers: bearer() })).toBe(405)
  })
})

describe('the guard of a prefix comes before matching (server spec 0.3)', () => {
  it.each([
    ['PATCH', '/user', '', 401],
    ['PATCH', '/user', 'good', 405],
    ['GET', '/user/nothing', '', 401],
    ['GET', '/user/nothing', 'good', 404],
    ['GET', '/admin/nothing', '', 401],
    ['GET', '/admin/nothing', 'good', 401],
    ['GET', '/admin/nothing', 'admin', 404],
    ['GET', '/admin', '', 401],
    ['DELETE', '/admin/users', 'admin', 405],
    ['GET', '/username', '', 404],
    ['GET', '/administrators', '', 404],
  ])('%s %s with the bearer "%s" is %i', async (method, path, token, status) => {
    const headers = token === '' ? {} : bearer(token)
    expect(await statusOf(path, { method, headers })).toBe(status)
  })

  it.each([
    ['an id that is none', '/admin/users/nope', 400],
    ['a known user', `/admin/users/${id}`, 405],
  ])('below one user loading comes before matching too: %s', async (_what, path, status) => {
    expect(await statusOf(path, { method: 'PATCH', headers: bearer('admin') })).toBe(status)
  })

  it('an unknown user is 404 whatever the method', async () => {
    const { fetch } = face({ usecases: { getUser: refuses('user_not_found') } })
    const init = { method: 'PATCH', headers: bearer('admin') }
    expect((await fetch(`/admin/users/${id}`, init)).status).toBe(404)
  })

  it('M-27: to a stranger all of /admin looks alike', async () => {
    const answers = await Promise.all(
      ['/admin/users', '/admin/users/nope', `/admin/users/${id}`, '/admin/audit', '/admin/x'].map(
        async (path) => {
          const answer = await face().fetch(path, { headers: bearer('good') })
          return `${answer.status} ${await answer.text()}`
        },
      ),
    )
    expect(new Set(answers)).toEqual(
      new Set(['401 {"code":401,"msg":"User not allowed","error_code":"not_admin"}']),
    )
  })

  it.each(['/admin/users/..%2faudit', '/admin/users/%00', '/admin/users/not-a-uuid'])(
    'M-28: %s reaches no other route',
    async (path) => {
      const { fetch } = face()
      const answer = await fetch(path, { headers: bearer('admin') })
      expect(await answer.json()).toMatchObject({ code: 400, msg: 'user_id must be an UUID' })
    },
  )
})

describe('headers that change nothing', () => {
  it.each([
    ['X-07', { 'x-original-url': '/user', 'x-rewrite-url': '/user' }],
    ['X-07', { 'x-forwarded-prefix': '/x', 'x-forwarded-host': 'evil.test' }],
    ['X-07', { 'x-forwarded-proto': 'javascript' }],
    ['X-12', { cookie: 'nf_jwt=good', 'sec-fetch-site': 'cross-site' }],
    ['X-18', { traceparent: 'junk', baggage: 'a'.repeat(8000) }],
    ['X-19', { accept: `*/*;q=${'9'.repeat(8000)}`, range: 'bytes=0-1' }],
  ])('%s: %o', async (_id, headers) => {
    const [plain, odd] = [
      await face().fetch('/settings'),
      await face().fetch('/settings', { headers }),
    ]
    expect([odd.status, await odd.text()]).toEqual([200, await plain.text()])
    expect(Object.fromEntries(odd.headers)).toEqual(Object.fromEntries(plain.headers))
  })

  it('X-12: a cookie signs nobody in, whatever else is sent', async () => {
    const init = { method: 'POST', headers: { cookie: 'nf_jwt=good' }, body: '{}' }
    expect(await statusOf('/logout', init)).toBe(401)
    expect(await statusOf('/user', { ...init, method: 'PUT' })).toBe(401)
  })
})
