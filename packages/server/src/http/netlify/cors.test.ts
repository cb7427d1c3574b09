import { describe, expect, it } from 'vitest'
import {
  bearer,
  exact,
  type Fixture,
  face,
  siteOrigin,
  user,
} from '../../../test/support/face-fixture.ts'
import { granted } from '../../kernel/outcome.ts'

const stranger = 'https://evil.test'
const usecases = { readUser: async () => granted({ user: user(), isFresh: false }) }

const listed = { quirks: { corsOrigins: ['https://app.test'] }, usecases }

async function allowed({ fetch }: Fixture, path: string, origin: string): Promise<unknown> {
  const { headers } = await fetch(path, { headers: { ...bearer(), origin } })
  expect(headers.get('vary')).toBe('Origin')
  return [
    headers.get('access-control-allow-origin'),
    headers.get('access-control-allow-credentials'),
  ]
}

function preflight(
  { fetch }: Fixture,
  path: string,
  { origin = stranger, method = 'POST', names = '' } = {},
): Promise<Response> {
  const wanted: Readonly<Record<string, string>> =
    names === '' ? {} : { 'access-control-request-headers': names }
  const headers = { origin, 'access-control-request-method': method, ...wanted }
  return fetch(path, { method: 'OPTIONS', headers })
}

describe('who may read answers from another origin (Q-085, SEC-58)', () => {
  it('without a list: everybody on visitor routes, and never with credentials', async () => {
    for (const path of ['/settings', '/user', '/nothing']) {
      expect(await allowed(face({ usecases }), path, stranger)).toEqual(['*', null])
    }
  })

  it('without a list: only the site on admin routes', async () => {
    for (const path of ['/admin/users', '/admin/audit', '/admin/x', '/invite']) {
      expect(await allowed(face(), path, stranger)).toEqual([null, null])
      expect(await allowed(face(), path, siteOrigin)).toEqual([siteOrigin, 'true'])
    }
  })

  it('with a list: exactly its origins and the site', async () => {
    for (const path of ['/settings', '/admin/users']) {
      expect(await allowed(face(listed), path, 'https://app.test')).toEqual([
        'https://app.test',
        'true',
      ])
      expect(await allowed(face(listed), path, siteOrigin)).toEqual([siteOrigin, 'true'])
    }
  })

  it.each([
    'https://app.test.evil.test',
    'null',
    'https://evil-app.test',
    'http://app.test',
    'https://app.test:8443',
    'https://APP.test',
    'https://app.test/',
    'https://app.test.',
    'https://app.test@evil.test',
    'https://sub.app.test',
    'app.test',
    '*',
    '',
  ])('X-10: "%s" is not on the list', async (origin) => {
    expect(await allowed(face(listed), '/settings', origin)).toEqual([null, null])
  })

  it('exact: everybody with credentials, everywhere', async () => {
    const { fetch } = face({ profile: exact })
    for (const path of ['/settings', '/admin/users']) {
      expect(await allowed({ ...face(), fetch }, path, stranger)).toEqual(['*', 'true'])
    }
  })

  it('a request without an origin is told nothing', async () => {
    const { headers } = await face().fetch('/settings')
    expect(headers.get('vary')).toBe('Origin')
    expect(headers.has('access-control-allow-origin')).toBe(false)
  })

  it('Q-087: what pages may read; not Link, on which gotrue-js 0.9 changes its answers', async () => {
    const said = await face().fetch('/settings', { headers: { origin: stranger } })
    expect(said.headers.get('access-control-expose-headers')).toBe(
      'X-Total-Count, Retry-After, X-Request-Id',
    )
    const original = await face({ profile: exact }).fetch('/settings', {
      headers: { origin: stranger },
    })
    expect(original.headers.has('access-control-expose-headers')).toBe(false)
  })
})

describe('preflights', () => {
  it('are 204 without a body and echo what was asked for (server spec 0.4)', async () => {
    const answer = await preflight(face(), '/token', { names: 'authorization,content-type' })
    expect([answer.status, await answer.text()]).toEqual([204, ''])
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'access-control-allow-origin': '*',
      'access-control-allow-methods': 'POST',
      'access-control-allow-headers': 'authorization,content-type',
      'access-control-max-age': '600',
      vary: 'Origin, Access-Control-Request-Method, Access-Control-Request-Headers',
    })
    expect(answer.headers.has('access-control-allow-credentials')).toBe(false)
  })

  it('Q-086: both profiles let the clients’ own label through', async () => {
    for (const profile of [undefined, exact]) {
      const fixture = face(profile === undefined ? {} : { profile })
      const answer = await preflight(fixture, '/user', { names: 'authorization,x-nf-client' })
      expect(answer.headers.get('access-control-allow-headers')).toBe('authorization,x-nf-client')
    }
  })

  it('8 exact: a list as browsers send it is allowed, with credentials and no maximum age', async () => {
    const names = 'authorization,content-type,x-use-cookie'
    const { headers } = await preflight(face({ profile: exact }), '/token', { names })
    expect(headers.get('access-control-allow-credentials')).toBe('true')
    expect(headers.get('access-control-allow-headers')).toBe(names)
    expect(headers.has('access-control-max-age')).toBe(false)
  })

  it.each([
    ['capitals and blanks', 'Content-Type, Authorization', true],
    ['no order', 'content-type,authorization', true],
    ['an unknown name', 'content-type,x-evil', false],
    ['an empty name', 'content-type,', false],
  ])('Q-086, 9: %s: taken by safe is %s, by exact never', async (_what, names, isTaken) => {
    const safely = await preflight(face(), '/token', { names })
    expect(safely.headers.has('access-control-allow-origin')).toBe(isTaken)
    const original = await preflight(face({ profile: exact }), '/token', { names })
    expect(original.headers.has('access-control-allow-origin')).toBe(false)
  })

  it('X-11: an admin route refuses strangers and takes the site', async () => {
    const names = 'authorization'
    const refused = await preflight(face(), '/admin/users', { method: 'GET', names })
    expect([refused.status, refused.headers.has('access-control-allow-origin')]).toEqual([
      204,
      false,
    ])
    const own = await preflight(face(), '/admin/users', { origin: siteOrigin, names })
    expect(own.headers.get('access-control-allow-origin')).toBe(siteOrigin)
  })

  it.each(['PATCH', 'TRACE', 'post'])('%s is never allowed', async (method) => {
    const { headers } = await preflight(face(), '/token', { method })
    expect(headers.has('access-control-allow-origin')).toBe(false)
  })

  it('need no authentication, also on unknown paths', async () => {
    expect((await preflight(face(), '/nothing')).status).toBe(204)
  })

  it('are not answered on pages of ours', async () => {
    const answer = await preflight(face(), '/_/inbox/api/messages', { method: 'DELETE' })
    expect(answer.status).toBe(404)
    expect(answer.headers.has('vary')).toBe(false)
  })
})
