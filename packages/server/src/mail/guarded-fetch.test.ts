import { createServer, type RequestListener } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import defaultTls from 'smtp-server/lib/tls-options.js'
import { afterEach, describe, expect, it } from 'vitest'
import { createEgressGuard, type Resolve } from './egress-guard.ts'
import { createGuardedFetch, type EgressLimits, egressLimits } from './guarded-fetch.ts'

const closers: (() => void)[] = []
afterEach(() => {
  for (const close of closers.splice(0)) close()
})

async function serve(answer: RequestListener, isTls = false): Promise<number> {
  const server = isTls ? createTlsServer(defaultTls({}), answer) : createServer(answer)
  closers.push(() => {
    server.close()
    server.closeAllConnections()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

const toLoopback: Resolve = async () => ['127.0.0.1']

async function get(
  address: string,
  limits: Partial<EgressLimits> = {},
  resolve: Resolve = toLoopback,
): Promise<string> {
  const guard = createEgressGuard({ allow: [], allowLoopback: true }, resolve)
  const answer = await createGuardedFetch(guard, { ...egressLimits, ...limits })(address)
  return answer.granted ? `${answer.value.status} ${answer.value.text}` : answer.reason
}

describe('getting a text from a stranger', () => {
  it('SEC-95: sends no credential or cookie, and names the host that was asked for', async () => {
    const port = await serve((request, answer) => {
      answer.end(JSON.stringify([request.method, request.url, request.headers]))
    })
    const [method, url, headers] = JSON.parse(
      (await get(`http://templates.example:${port}/a%20b?c=d#e`)).slice(4),
    )
    expect([method, url, headers.host]).toEqual(['GET', '/a%20b?c=d', `templates.example:${port}`])
    expect(Object.keys(headers).sort()).toEqual(['accept', 'accept-encoding', 'connection', 'host'])
  })

  it('S-05: connects to the address that was judged, and resolves the name once', async () => {
    const port = await serve((_request, answer) => answer.end('the judged one'))
    const answers = [['127.0.0.1'], ['127.0.0.2']]
    const resolve: Resolve = async () => answers.shift() ?? []
    expect(await get(`http://rebinding.example:${port}/`, {}, resolve)).toBe('200 the judged one')
    expect(answers).toHaveLength(1)
  })

  it('S-07: does not follow a redirect', async () => {
    const port = await serve((request, answer) => {
      answer.writeHead(request.url === '/' ? 302 : 200, { location: '/elsewhere' }).end(request.url)
    })
    expect(await get(`http://a.example:${port}/`)).toBe('302 /')
  })

  it('S-14 SEC-126: refuses a certificate that nobody vouches for', async () => {
    const port = await serve((_request, answer) => answer.end('secret'), true)
    expect(await get(`https://a.example:${port}/`)).toBe('unreachable')
  })

  it('says so when nobody answers', async () => {
    expect(await get('http://127.0.0.1:1/')).toBe('unreachable')
    expect(await get('http://10.0.0.1/')).toBe('address_not_allowed')
  })
})

describe('S-10 SEC-95: an answer that would cost too much', () => {
  it('is cut when it has no end', async () => {
    const port = await serve((_request, answer) => {
      const more = () => {
        while (answer.write('x'.repeat(16_384)));
      }
      answer.on('drain', more)
      more()
    })
    expect(await get(`http://a.example:${port}/`)).toBe('too_large')
  })

  it.each([
    [65_536, '200'],
    [65_537, 'too_large'],
  ])('of %i bytes is "%s"', async (size, expected) => {
    const port = await serve((_request, answer) => answer.end('x'.repeat(size)))
    expect((await get(`http://a.example:${port}/`)).split(' ')[0]).toBe(expected)
  })

  it('is refused when it is compressed, which nobody asked for', async () => {
    const port = await serve((_request, answer) => {
      answer.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('x'.repeat(10_000_000)))
    })
    expect(await get(`http://a.example:${port}/`)).toBe('compressed')
  })

  it('is given up when it drips, or never comes', async () => {
    const dripping = await serve((_request, answer) => void answer.write('x'))
    const silent = await serve(() => undefined)
    expect(await get(`http://a.example:${dripping}/`, { totalMs: 100 })).toBe('too_slow')
    expect(await get(`http://a.example:${silent}/`, { totalMs: 100 })).toBe('too_slow')
  })

  it('is given up when the name takes too long', async () => {
    const never: Resolve = () => new Promise(() => undefined)
    expect(await get('http://a.example/', { totalMs: 50 }, never)).toBe('too_slow')
  })

  it('is refused when its headers are enormous', async () => {
    const port = await serve((_request, answer) => {
      for (let n = 0; n < 40; n += 1) answer.setHeader(`x-${n}`, 'y'.repeat(1000))
      answer.end()
    })
    expect(await get(`http://a.example:${port}/`)).toBe('unreachable')
  })

  it('is refused when it is no UTF-8', async () => {
    const port = await serve((_request, answer) => answer.end(Buffer.from([0xff, 0xfe, 0x41])))
    expect(await get(`http://a.example:${port}/`)).toBe('not_utf8')
  })
})
