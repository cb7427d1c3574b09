import { describe, expect, it } from 'vitest'
import { bearer, exact, face, form, post, tokens, user } from '../../test/support/face-fixture.ts'
import { Fault, Unavailable } from '../kernel/faults.ts'
import { granted } from '../kernel/outcome.ts'

const readUser = async () => granted({ user: user(), isFresh: false })
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

describe('every answer (SEC-59, Q-089, Q-090)', () => {
  const usecases = {
    readUser,
    requestRecovery: async () => {
      throw new Fault('the database is on fire')
    },
  }
  it.each([
    ['a page of settings', '/settings', {}, 200],
    ['a user', '/user', { headers: bearer() }, 200],
    ['a refusal', '/user', {}, 401],
    ['an unknown path', '/nothing', {}, 404],
    ['a wrong method', '/token', {}, 405],
    ['an unknown method', '/token', { method: 'PROPFIND' }, 405],
    ['a broken body', '/signup', post('{'), 400],
    ['a body too long', '/signup', post('x'.repeat(70_000)), 413],
    ['a fault', '/recover', post({ email: 'a@example.com' }), 500],
    [
      'a preflight',
      '/user',
      { method: 'OPTIONS', headers: { 'access-control-request-method': 'GET' } },
      204,
    ],
    ['a page of ours that is not there', '/_/nothing', {}, 404],
  ])('%s has the protecting headers', async (_what, path, init, status) => {
    const answer = await face({ usecases }).fetch(path, init)
    expect(answer.status).toBe(status)
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'cache-control': status === 200 && path === '/settings' ? 'no-cache' : 'no-store',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'strict-transport-security': 'max-age=31536000',
    })
  })

  it('asks for https only where the site is on https', async () => {
    const answer = await face({ isSiteHttps: false }).fetch('/health')
    expect(answer.headers.has('strict-transport-security')).toBe(false)
  })
})

describe('the id of a request (Q-091, SEC-120)', () => {
  it('is new, a UUID, and echoed', async () => {
    const { fetch } = face()
    const ids = [await fetch('/health'), await fetch('/health')].map(({ headers }) =>
      headers.get('x-request-id'),
    )
    expect(ids[0]).toMatch(uuid)
    expect(ids[0]).not.toBe(ids[1])
  })

  it.each([
    ['a plain word', 'req-1.a_B', true],
    ['64 characters', 'a'.repeat(64), true],
    ['65 characters', 'a'.repeat(65), false],
    ['X-14 quotes', 'a"},{"b', false],
    ['X-14 ten KiB', 'a'.repeat(10_240), false],
    ['a blank', 'a b', false],
    ['nothing', '', false],
  ])('%s in the configured header: taken is %3$s', async (_what, id, isTaken) => {
    const { fetch } = face({ requestIdHeader: 'x-request-id' })
    const said = (await fetch('/health', { headers: { 'x-request-id': id } })).headers
    expect(said.get('x-request-id') === id).toBe(isTaken)
    if (!isTaken) expect(said.get('x-request-id')).toMatch(uuid)
  })

  it('X-14: without a configured header nobody names his own request', async () => {
    const answer = await face().fetch('/health', { headers: { 'x-request-id': 'mine' } })
    expect(answer.headers.get('x-request-id')).toMatch(uuid)
  })
})

describe('faults', () => {
  const fails = (fault: unknown) => ({
    requestRecovery: async () => {
      throw fault
    },
  })
  const ask = post({ email: 'jane@example.com' })

  it('REL-63, SEC-117: tell nothing but an id, which finds one line', async () => {
    const fault = new Fault('SELECT * FROM users WHERE password = ?')
    const { fetch, faults, lines } = face({ usecases: fails(fault) })
    const answer = await fetch('/recover', ask)
    const id = answer.headers.get('x-request-id')
    expect(answer.status).toBe(500)
    expect(answer.headers.get('content-type')).toBe('application/json')
    expect(await answer.text()).toBe(
      `{"code":500,"msg":"Internal server error","error_id":"${id}"}`,
    )
    expect(faults).toEqual([{ event: 'request_failed', fault, id }])
    expect(lines).toEqual([])
  })

  it('Q-105 exact: the same bytes as text', async () => {
    const { fetch } = face({ usecases: fails(new Error('x')), profile: exact })
    const answer = await fetch('/recover', ask)
    expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8')
    expect(await answer.json()).toMatchObject({ code: 500, msg: 'Internal server error' })
  })

  it('REL-19: a world that is away is 503 with the time to come back', async () => {
    const { fetch, faults } = face({ usecases: fails(new Unavailable('no connection', 2.5)) })
    const answer = await fetch('/recover', ask)
    const id = answer.headers.get('x-request-id')
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '3'])
    expect(await answer.json()).toEqual({
      code: 503,
      msg: 'Service unavailable, try again later',
      error_code: 'unexpected_failure',
      error_id: id,
    })
    expect(faults).toEqual([{ event: 'request_unavailable', fault: null, id }])
  })

  it('work dropped because its client has gone is no fault', async () => {
    const gone = new AbortController()
    const { fetch, faults, lines } = face({
      usecases: {
        requestRecovery: async ({ caller }) => {
          gone.abort(new Error('left'))
          caller.signal?.throwIfAborted()
          return granted(null)
        },
      },
    })
    await fetch('/recover', { ...ask, signal: gone.signal }).catch(() => null)
    expect(faults).toEqual([])
    expect(lines).toMatchObject([{ status: 499, outcome: 'client_gone' }])
  })
})

describe('bodies (Q-099, SEC-104, SEC-105)', () => {
  const usecases = { requestRecovery: async () => granted(null) }
  const sized = (bytes: number): string =>
    `{"email":"${'a'.repeat(20_000)}","x":"${'b'.repeat(30_000)}"}`.padEnd(bytes)

  it('M-30: 65,536 bytes are read, 65,537 are not', async () => {
    const { fetch } = face({ usecases })
    expect((await fetch('/recover', post(sized(65_536)))).status).toBe(200)
    const answer = await fetch('/recover', post(sized(65_537)))
    expect(answer.status).toBe(413)
    expect(await answer.json()).toEqual({
      code: 413,
      msg: 'Request body too large',
      error_code: 'request_entity_too_large',
    })
  })

  it('M-30: a body that says it is too long is not read at all', async () => {
    const body = new ReadableStream(
      {
        pull: () => {
          throw new Error('a byte was asked for')
        },
      },
      { highWaterMark: 0 },
    )
    const init = { method: 'POST', body, duplex: 'half', headers: { 'content-length': '65537' } }
    expect((await face({ usecases }).fetch('/recover', init as RequestInit)).status).toBe(413)
  })

  it('M-30: a body without a length is counted while it is read', async () => {
    let sent = 0
    const body = new ReadableStream({
      pull: (controller) => {
        sent += 1
        controller.enqueue(new Uint8Array(16_384))
      },
    })
    const init = { method: 'POST', body, duplex: 'half' }
    expect((await face({ usecases }).fetch('/recover', init as RequestInit)).status).toBe(413)
    expect(sent).toBeLessThan(10)
  })

  it('a body longer than it says is refused', async () => {
    const init = post('x'.repeat(70_000), { 'content-length': '5' })
    expect((await face({ usecases }).fetch('/recover', init)).status).toBe(413)
  })

  it.each(['gzip', 'br', 'deflate, gzip'])('M-31: %s is 415', async (encoding) => {
    const init = post({ email: 'a@example.com' }, { 'content-encoding': encoding })
    expect((await face({ usecases }).fetch('/recover', init)).status).toBe(415)
    expect((await face({ usecases, profile: exact }).fetch('/recover', init)).status).toBe(415)
  })

  it('a sender who breaks off gets a refusal, and no fault is logged', async () => {
    const body = new ReadableStream({
      pull: () => {
        throw new Error('broken off')
      },
    })
    const { fetch, faults } = face({ usecases })
    const init = { method: 'POST', body, duplex: 'half' }
    expect((await fetch('/recover', init as RequestInit)).status).toBe(400)
    expect(faults).toEqual([])
  })

  it('an address of more than 8 KiB is 414', async () => {
    expect((await face().fetch(`/health?${'a'.repeat(8200)}`)).status).toBe(414)
  })
})

describe('the line of a request (REL-61, SEC-118)', () => {
  it('has the route, the outcome and nothing that was sent', async () => {
    const { fetch, lines } = face({ usecases: { readUser } })
    const init = { headers: { ...bearer(), 'x-nf-client': 'gotrue-js' } }
    const id = (await fetch('/user?canary=1', init)).headers.get('x-request-id')
    expect(lines).toEqual([
      {
        level: 30,
        time: Date.UTC(2026, 0, 2, 3, 4, 5, 678),
        event: 'request',
        id,
        method: 'GET',
        route: '/user',
        status: 200,
        ms: 0,
        client: 'gotrue-js',
      },
    ])
  })

  it('names a user by the pattern of the route', async () => {
    const { fetch, lines } = face()
    await fetch('/admin/users/canary', { headers: bearer('admin') })
    expect(lines).toMatchObject([{ route: '/admin/users/:id', status: 400, outcome: 'unreadable' }])
  })

  it('SEC-112: a label cannot break the line, and is cut', async () => {
    const { fetch, lines } = face()
    await fetch('/health', { headers: { 'x-nf-client': `"},{"a":"${'b'.repeat(100)}` } })
    expect(lines[0]?.['client']).toHaveLength(64)
  })

  it('no secret and no address is in any line', async () => {
    const { fetch, lines, faults } = face({
      usecases: { signInWithPassword: async () => granted(tokens) },
    })
    const sent = 'grant_type=password&username=canary@example.com&password=canary'
    await fetch('/token?token=canary', form(sent, { 'user-agent': 'canary', cookie: 'a=canary' }))
    await fetch('/canary?canary')
    await fetch('/user', { headers: bearer('canary') })
    expect(JSON.stringify([lines, faults])).not.toContain('canary')
  })

  it('a preflight leaves none', async () => {
    const { fetch, lines } = face()
    const headers = { 'access-control-request-method': 'POST', origin: 'https://a.example' }
    await fetch('/token', { method: 'OPTIONS', headers })
    expect(lines).toEqual([])
  })
})

describe('methods', () => {
  it.each(['PROPFIND', 'LOCK', 'get', 'FOO'])(
    'X-16: %s is 405 without Allow, guard or not',
    async (method) => {
      for (const path of ['/token', '/user', '/nothing']) {
        const answer = await face().fetch(path, { method: method === 'get' ? 'MKCOL' : method })
        expect([answer.status, answer.headers.get('allow')]).toEqual([405, null])
      }
    },
  )

  it('X-16: a method is never overridden', async () => {
    const { fetch } = face({ usecases: { readUser } })
    const headers = { ...bearer(), 'x-http-method-override': 'DELETE' }
    expect((await fetch('/user', { headers })).status).toBe(200)
  })
})

describe('the caller of a use case', () => {
  it('is who the socket says, with the key of the configured header from a trusted proxy only (Q-147)', async () => {
    const callers: unknown[] = []
    const { fetch } = face({
      trustedProxies: ['10.0.0.0/8'],
      rateLimitHeader: { name: 'x-key', from: 'proxies' },
      usecases: {
        refreshSession: async ({ caller }) => {
          callers.push(caller)
          return granted(tokens)
        },
      },
    })
    const ask = form('grant_type=refresh_token&refresh_token=a', {
      'x-key': 'k',
      'x-forwarded-for': '203.0.113.9',
      'user-agent': 'test',
      'x-jwt-aud': 'api',
    })
    await fetch('/token', ask, '10.0.0.1')
    await fetch('/token', ask, '192.0.2.1')
    const client = (ip: string) => ({ ip, prefix: ip, userAgent: 'test' })
    expect(callers).toEqual([
      { audience: 'api', client: client('203.0.113.9'), limitKey: 'k' },
      { audience: 'api', client: client('192.0.2.1'), limitKey: null },
    ])
  })

  it('Q-147 exact: the header counts from anybody, and its absence is a key too', async () => {
    const keys: unknown[] = []
    const { fetch } = face({
      rateLimitHeader: { name: 'x-key', from: 'anyone' },
      usecases: {
        refreshSession: async ({ caller }) => {
          keys.push(caller.limitKey)
          return granted(tokens)
        },
      },
    })
    const refresh = 'grant_type=refresh_token&refresh_token=a'
    await fetch('/token', form(refresh, { 'x-key': 'k' }))
    await fetch('/token', form(refresh))
    expect(keys).toEqual(['k', ''])
  })
})
