import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type NodeServer, serveNode } from '../../src/entry/node.ts'
import { type Bed, eachBed, openBed } from '../support/corpus.ts'
import { arrive, askSignIn, goodPassword, makePerson, operatorOf } from '../support/people.ts'
import { isSafe } from '../support/profiles.ts'

eachBed('headers', (profile) => {
  let bed: Bed
  let bearer: string
  beforeAll(async () => {
    bed = await openBed(profile)
    bearer = (await arrive(bed.world, 'own@x.test')).access_token
  })
  afterAll(() => bed.close())

  it.each([
    'https://app.test.evil.test',
    'null',
    'https://evil-acme.example',
    'http://acme.example',
    'https://acme.example.evil.test',
    'https://acme.example:8443',
    'https://evil.test',
    'https://sub.acme.example',
    'HTTPS://ACME.EXAMPLE',
    'file://',
    '',
  ])('SEC-58 X-10 X-11 a page of %j reads no answer of an administrator', async (origin) => {
    const answer = await bed.attack('GET', '/admin/users', {
      bearer: operatorOf(bed.world),
      headers: { origin },
    })
    const preflight = await bed.attack('OPTIONS', '/admin/users', {
      headers: {
        origin,
        'access-control-request-method': 'GET',
        'access-control-request-headers': 'authorization',
      },
    })
    if (!isSafe(profile)) return
    for (const { headers } of [answer, preflight]) {
      expect(headers.get('access-control-allow-origin')).toBeNull()
      expect(headers.get('access-control-allow-credentials')).toBeNull()
    }
    const visitor = await bed.attack('GET', '/settings', { headers: { origin } })
    expect(visitor.headers.get('access-control-allow-credentials')).toBeNull()
  })

  it.each([
    ['X-12 a cookie alone', { cookie: 'nf_jwt=TOKEN', origin: 'https://evil.test' }],
    ['X-13 two of them', { cookie: 'nf_jwt=TOKEN; nf_jwt=TOKEN' }],
    ['X-13 junk', { cookie: 'nf_jwt=%zz%; __proto__=1; =; ;;; a' }],
    ['X-13 bytes', { cookie: 'nf_jwt=\u00ff\u00fe' }],
    ['X-13 a long one', { cookie: `nf_jwt=${'a'.repeat(8000)}` }],
  ])('SEC-55 SEC-108 Q-084 %s is no credential', async (_name, given) => {
    const headers = { ...given, cookie: given.cookie.replaceAll('TOKEN', bearer) }
    for (const [method, path] of [
      ['GET', '/user'],
      ['PUT', '/user'],
      ['POST', '/logout'],
    ] as const) {
      const answer = await bed.attack(method, path, {
        headers: { ...headers, 'content-type': 'text/plain' },
        ...(method === 'GET' ? {} : { body: '{"data":{"a":1}}' }),
      })
      expect(answer.status).toBe(401)
    }
  })

  it.each(['a"},{"b', '10'.repeat(5000), '../../x', 'a b', '<x>', 'ü'])(
    'X-14 SEC-120 the id %j of a request is replaced, and every line stays one JSON value',
    async (id) => {
      const from = bed.world.logged.length
      const answer = await bed.attack('GET', '/settings', { headers: { 'x-request-id': id } })
      expect(answer.headers.get('x-request-id')).toMatch(/^[\w.-]{1,64}$/)
      expect(answer.headers.get('x-request-id')).not.toBe(id)
      for (const line of bed.world.logged.slice(from)) expect(() => JSON.parse(line)).not.toThrow()
    },
  )

  it.each(['junk', '', '0', 'session; Domain=evil.test', 'true'])(
    'X-15 X-Use-Cookie: %j never widens a cookie',
    async (use) => {
      const answer = await bed.attack('POST', '/token', {
        form: { grant_type: 'password', username: 'own@x.test', password: goodPassword },
        headers: { 'x-use-cookie': use },
      })
      expect(answer.status).toBe(200)
      const cookie = answer.headers.get('set-cookie') ?? ''
      expect(cookie).not.toMatch(/domain|evil|nf_refresh/i)
      if (cookie !== '') expect(cookie).toMatch(/HttpOnly; Secure/)
    },
  )

  it('SEC-54 Q-081 a cookie that a browser would drop is not sent', async () => {
    await makePerson(bed.world, 'large@x.test', { user_metadata: { a: 'x'.repeat(3500) } })
    const answer = await bed.attack('POST', '/token', {
      form: { grant_type: 'password', username: 'large@x.test', password: goodPassword },
      headers: { 'x-use-cookie': '1' },
    })
    expect(answer.status).toBe(200)
    expect(String(answer.body['access_token']).length).toBeGreaterThan(4096)
    if (isSafe(profile)) expect(answer.headers.get('set-cookie')).toBeNull()
  })

  it.each([
    ['PROPFIND', '/user'],
    ['PATCH', '/user'],
    ['DELETE', '/user'],
    ['get', '/token'],
    ['LOCK', '/admin/users'],
  ])('X-16 %s %s is no method', async (method, path) => {
    // Guards come before methods, as in the original.
    const answer = await bed.attack(method, path, { bearer: operatorOf(bed.world) })
    expect([401, 405]).toContain(answer.status)
  })

  it.each(['x-http-method-override', 'x-method-override', 'x-http-method'])(
    'X-16 %s overrides nothing',
    async (name) => {
      const { id } = await makePerson(bed.world, `${name}@x.test`)
      await bed.attack('GET', `/admin/users/${id}`, {
        bearer: operatorOf(bed.world),
        headers: { [name]: 'DELETE' },
      })
      expect((await askSignIn(bed.world, `${name}@x.test`)).status).toBe(200)
    },
  )

  it.each([
    '//token',
    '/token/',
    '/TOKEN',
    '/%74oken',
    '/token;x',
    '/token%2f',
    '/token%00',
    '/x/%2e%2e/token%20',
  ])('X-17 SEC-24 Q-104 %s is no door', async (path) => {
    const answer = await bed.attack('POST', path, {
      form: { grant_type: 'password', username: 'own@x.test', password: goodPassword },
    })
    expect(answer.status).toBe(404)
  })

  it.each([
    ['X-18', 'traceparent', '00-zz-"-}'],
    ['X-18', 'baggage', `a=${'b'.repeat(8000)}`],
    ['X-19', 'accept', `*/*;q=${'9'.repeat(10_000)}`],
    ['X-19', 'range', 'bytes=0-0, -1, 5-2'],
    ['X-19', 'if-none-match', '*'],
    ['X-04', 'x-real-ip', "127.0.0.1' --"],
    ['X-04', 'forwarded', 'for=127.0.0.1;host=evil.test'],
    ['X-07', 'x-original-url', '/admin/users'],
    ['X-07', 'x-rewrite-url', '/admin/users'],
    ['X-07', 'x-forwarded-prefix', '//evil.test'],
    ['X-21', 'upgrade', 'h2c'],
  ])('%s %s changes no answer', async (_id, name, value) => {
    const plain = await bed.attack('GET', '/user', { bearer })
    const answer = await bed.attack('GET', '/user', { bearer, headers: { [name]: value } })
    expect([answer.status, answer.text]).toEqual([plain.status, plain.text])
  })
})

describe('on a real socket', () => {
  let bed: Bed
  let server: NodeServer
  beforeAll(async () => {
    bed = await openBed()
    server = await serveNode({ fetch: bed.world.server.fetch, host: '127.0.0.1', port: 0 })
  })
  afterAll(async () => {
    await server.close(0)
    await bed.close()
  })

  /** Everything the server says to `bytes` until it closes. */
  function talk(bytes: string): Promise<string> {
    return new Promise((resolve) => {
      let said = ''
      const socket = connect(server.port, '127.0.0.1', () => socket.write(bytes, 'latin1'))
      socket.setEncoding('latin1')
      socket.on('data', (chunk: string) => {
        said += chunk
      })
      socket.on('error', () => resolve(said))
      socket.on('close', () => resolve(said))
    })
  }
  const statusOf = (answer: string) => Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1])
  const end = 'Connection: close\r\n\r\n'
  const json = '{"email":"raw@x.test","password":"long enough 1"}'

  it.each([
    ['X-08 two hosts', 'GET /settings HTTP/1.1\r\nHost: a\r\nHost: evil.test\r\n\r\n', 400],
    [
      'X-08 another host in the target',
      'GET http://evil.test/settings HTTP/1.1\r\nHost: a\r\n\r\n',
      400,
    ],
    [
      'X-09 two lengths',
      'POST /signup HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello',
      400,
    ],
    [
      'X-09 a length and a coding',
      'POST /signup HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      400,
    ],
    [
      'X-09 extensions without end',
      `POST /signup HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5;${'x'.repeat(40_000)}\r\nhello\r\n0\r\n\r\n`,
      413,
    ],
    [
      'X-13 a cookie of bytes',
      `GET /user HTTP/1.1\r\nHost: a\r\nCookie: nf_jwt=\xff\xfe\r\n${end}`,
      401,
    ],
    ['X-16 TRACE', `TRACE /user HTTP/1.1\r\nHost: a\r\nCookie: secret=1\r\n${end}`, 405],
    ['X-16 CONNECT', 'CONNECT evil.test:80 HTTP/1.1\r\nHost: a\r\n\r\n', 405],
    ['X-17 dots in the target', `GET /a/../token HTTP/1.1\r\nHost: a\r\n${end}`, 405],
    ['X-17 a lone percent', `GET /% HTTP/1.1\r\nHost: a\r\n${end}`, 404],
    [
      'X-18 20 KiB of baggage',
      `GET /settings HTTP/1.1\r\nHost: a\r\nBaggage: ${'b'.repeat(20_480)}\r\n${end}`,
      431,
    ],
    [
      'X-19 an expectation',
      `POST /signup HTTP/1.1\r\nHost: a\r\nExpect: 200-ok\r\nContent-Length: 2\r\n${end}{}`,
      417,
    ],
    [
      'X-21 an upgrade',
      'GET /settings HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, close\r\nUpgrade: websocket\r\n\r\n',
      200,
    ],
    [
      'J-33 20 KiB of credentials',
      `GET /user HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${'\xff'.repeat(20_480)}\r\n${end}`,
      431,
    ],
    [
      'M-30 a length that lies',
      `POST /signup HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999\r\n${end}{}`,
      413,
    ],
  ])('SEC-107 SEC-108 %s', async (_name, bytes, status) => {
    const answer = await talk(bytes)
    expect(statusOf(answer)).toBe(status)
    expect(answer).not.toMatch(/secret=1|node_modules|at \w+ \(/)
    expect((await fetch(`${server.url}/settings`)).status).toBe(200)
  })

  it('X-20 a crowd of slow connections does not hold up an honest one', async () => {
    const slow = Array.from({ length: 200 }, () => {
      const socket = connect(server.port, '127.0.0.1', () =>
        socket.write(`POST /signup HTTP/1.1\r\nHost: a\r\nContent-Length: ${json.length}\r\n\r\n{`),
      )
      socket.on('error', () => socket.destroy())
      return socket
    })
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => fetch(`${server.url}/settings`)),
    )
    expect(answers.every(({ status }) => status === 200)).toBe(true)
    expect(await bed.users()).toBe(0)
    for (const socket of slow) socket.destroy()
  })
})
