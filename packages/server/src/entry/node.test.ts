import { connect, type Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { type NodeServer, serveNode } from './node.ts'

const servers: NodeServer[] = []

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close(0)))
})

type Fetch = Parameters<typeof serveNode>[0]['fetch']

async function serve(fetch: Fetch): Promise<NodeServer> {
  const server = await serveNode({ fetch, host: '127.0.0.1', port: 0 })
  servers.push(server)
  return server
}

/** Answers with what it was asked. */
const echo: Fetch = async (request, { peer }) =>
  Response.json({
    method: request.method,
    url: new URL(request.url).pathname,
    peer,
    body: await request.text(),
  })

function open({ port }: NodeServer): Promise<Socket> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(socket))
  })
}

/** Everything the server says to `bytes` until it closes; the last request must ask for that. */
async function talk(server: NodeServer, bytes: string): Promise<string> {
  const socket = await open(server)
  return new Promise((resolve) => {
    let said = ''
    socket.on('data', (chunk) => {
      said += chunk
    })
    socket.on('error', () => resolve(said))
    socket.on('close', () => resolve(said))
    socket.write(bytes, 'latin1')
  })
}

function statusOf(answer: string): number {
  return Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1])
}

const end = 'Connection: close\r\n\r\n'

describe('a server on Node', () => {
  it('hands over the address of the peer', async () => {
    const server = await serve(echo)
    const answer = await fetch(`http://127.0.0.1:${server.port}/user`)
    expect(await answer.json()).toMatchObject({ method: 'GET', url: '/user', peer: '127.0.0.1' })
  })

  it('is reached by the address it gives', async () => {
    const server = await serve(echo)
    expect(server.url).toBe(`http://localhost:${server.port}`)
    expect((await fetch(server.url)).status).toBe(200)
  })

  it('rejects when the port is taken', async () => {
    const { port } = await serve(echo)
    await expect(serveNode({ fetch: echo, host: '127.0.0.1', port })).rejects.toMatchObject({
      code: 'EADDRINUSE',
    })
  })
})

describe('framing is strict: 400 and the end of the connection (SEC-107)', () => {
  const post = 'POST /token HTTP/1.1\r\nHost: a\r\n'
  it.each([
    [
      'X-09 both lengths',
      `${post}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    ],
    ['X-09 two lengths', `${post}Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello`],
    ['X-09 an obfuscated coding', `${post}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n`],
    ['X-09 a coding after chunked', `${post}Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n`],
    ['X-09 a bare LF between fields', 'GET / HTTP/1.1\nHost: a\n\n'],
    ['X-09 a folded field', `GET / HTTP/1.1\r\nHost: a\r\nX-Folded: a\r\n b\r\n${end}`],
    ['X-09 a blank before the colon', `GET / HTTP/1.1\r\nHost : a\r\n${end}`],
    ['X-08 two hosts', 'GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n'],
    ['X-08 the same host twice', 'GET / HTTP/1.1\r\nHost: a\r\nHOST: a\r\n\r\n'],
    ['no host', 'GET / HTTP/1.1\r\n\r\n'],
    ['X-08 another host in the target', 'GET http://evil.test/ HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['another port in the target', 'GET http://a:81/ HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['a user in the target', 'GET http://u@a/ HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['a target without a path', `OPTIONS * HTTP/1.1\r\nHost: a\r\n${end}`],
    ['a backslash in the path', `GET /a\\b HTTP/1.1\r\nHost: a\r\n${end}`],
    ['a host that is none', `GET / HTTP/1.1\r\nHost: a b\r\n${end}`],
    ['NUL in a field', `GET / HTTP/1.1\r\nHost: a\r\nX-A: a\0b\r\n${end}`],
  ])('%s', async (_what, bytes) => {
    let asked = 0
    const server = await serve(async () => {
      asked += 1
      return new Response()
    })
    const answer = await talk(server, bytes)
    expect([statusOf(answer), asked, answer.toLowerCase().includes('connection: close')]).toEqual([
      400,
      0,
      true,
    ])
  })

  it('X-09 a chunk size that is no number ends the connection, and the body is never read', async () => {
    let body = ''
    const server = await serve(async (request) => {
      body = await request.text().catch(() => 'lost')
      return new Response()
    })
    const answer = await talk(server, `${post}Transfer-Encoding: chunked\r\n\r\nzz\r\n`)
    expect([statusOf(answer), body]).toEqual([400, 'lost'])
  })

  it('X-08 an absolute target of the same host is the request it says', async () => {
    const server = await serve(echo)
    const answer = await talk(server, `GET http://a/user?x=1 HTTP/1.1\r\nHost: a\r\n${end}`)
    expect(answer).toContain('"url":"/user"')
  })

  it('a second request hidden behind two lengths is never answered', async () => {
    const server = await serve(echo)
    const answer = await talk(
      server,
      `${post}Content-Length: 30\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /hidden HTTP/1.1\r\nHost: a\r\n\r\n`,
    )
    expect(answer).not.toContain('hidden')
  })
})

describe('odd requests are ordinary ones (SEC-108)', () => {
  it.each(['/%', '/%zz', '/%e0%a4%a', '/user/%00', '/?q=%', '/a?b=\\'])(
    'a malformed escape in %s reaches the handler as it came',
    async (target) => {
      const server = await serve(echo)
      expect(statusOf(await talk(server, `GET ${target} HTTP/1.1\r\nHost: a\r\n${end}`))).toBe(200)
    },
  )

  it('X-16 TRACE reaches the handler, CONNECT is 405', async () => {
    const server = await serve(echo)
    expect(await talk(server, `TRACE / HTTP/1.1\r\nHost: a\r\n${end}`)).toContain('"TRACE"')
    expect(statusOf(await talk(server, 'CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n'))).toBe(405)
  })

  it('X-19 an expectation that is not met is 417, 100-continue is met', async () => {
    const server = await serve(echo)
    const ask = (expected: string): string =>
      `POST / HTTP/1.1\r\nHost: a\r\nExpect: ${expected}\r\nContent-Length: 2\r\n${end}hi`
    expect(statusOf(await talk(server, ask('200-ok')))).toBe(417)
    expect(await talk(server, ask('100-continue'))).toContain('"body":"hi"')
  })

  it.each(['h2c', 'websocket'])('X-21 Upgrade: %s is not followed', async (protocol) => {
    const server = await serve(echo)
    const answer = await talk(
      server,
      `GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, close\r\nUpgrade: ${protocol}\r\n\r\n`,
    )
    expect(statusOf(answer)).toBe(200)
  })
})

describe('bounds (SEC-104)', () => {
  const fields = (count: number): string =>
    Array.from({ length: count }, (_, n) => `X-${n}: a\r\n`).join('')

  it('a hundred header fields and no more', async () => {
    const server = await serve(echo)
    const ask = (count: number): string => `GET / HTTP/1.1\r\nHost: a\r\n${fields(count)}${end}`
    expect(statusOf(await talk(server, ask(98)))).toBe(200)
    expect(statusOf(await talk(server, ask(99)))).toBe(431)
    expect(statusOf(await talk(server, ask(400)))).toBe(431)
  })

  it('16 KiB of header', async () => {
    const server = await serve(echo)
    const ask = (size: number): string =>
      `GET / HTTP/1.1\r\nHost: a\r\nX-A: ${'a'.repeat(size)}\r\n${end}`
    expect(statusOf(await talk(server, ask(15_000)))).toBe(200)
    expect(statusOf(await talk(server, ask(17_000)))).toBe(431)
  })
})

describe('ending (REL-11, REL-12)', () => {
  it('lets what is in flight finish, tells it to close, and takes nothing more', async () => {
    const held = Promise.withResolvers<Response>()
    const arrived = Promise.withResolvers<void>()
    const server = await serve(() => {
      arrived.resolve()
      return held.promise
    })
    const answer = talk(server, 'GET / HTTP/1.1\r\nHost: a\r\n\r\n')
    await arrived.promise
    expect(server.inFlight()).toBe(1)
    const closed = server.close()
    held.resolve(new Response('done'))
    const said = await answer
    expect(said).toMatch(/\r\nconnection: close\r\n/i)
    expect(said).toContain('done')
    await closed
    expect(server.inFlight()).toBe(0)
    await expect(fetch(`http://127.0.0.1:${server.port}/`)).rejects.toThrow()
  })

  it('after a drain has begun, answers say that the connection closes', async () => {
    const server = await serve(echo)
    server.beginDrain()
    expect(await talk(server, 'GET / HTTP/1.1\r\nHost: a\r\n\r\n')).toMatch(/connection: close/i)
  })

  it('idle connections do not hold it up', async () => {
    const server = await serve(echo)
    const socket = await open(server)
    socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
    await new Promise((resolve) => socket.once('data', resolve))
    await server.close()
  })

  it('cuts what does not end by itself', async () => {
    const arrived = Promise.withResolvers<void>()
    const server = await serve(async () => {
      arrived.resolve()
      return new Response(new ReadableStream({}))
    })
    const answer = talk(server, 'GET / HTTP/1.1\r\nHost: a\r\n\r\n')
    await arrived.promise
    await server.close(10)
    expect(statusOf(await answer)).toBe(200)
  })

  it('a second call joins the first', async () => {
    const server = await serve(echo)
    await Promise.all([server.close(), server.close()])
  })
})
