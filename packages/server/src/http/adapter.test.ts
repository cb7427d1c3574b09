import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { bearer, face, form, post, tokens, user } from '../../test/support/face-fixture.ts'
import { granted } from '../kernel/outcome.ts'

const servers: Server[] = []

afterEach(() => {
  vi.restoreAllMocks()
  for (const server of servers.splice(0)) {
    server.close()
    server.closeAllConnections()
  }
})

const usecases = {
  readUser: async () => granted({ user: user(), isFresh: false }),
  refreshSession: async () => granted(tokens),
  signUp: async () => granted({ user: user(), isFresh: true }),
}

async function serve(handle: (request: Request) => Promise<Response>): Promise<AddressInfo> {
  const listener = getRequestListener(handle)
  const server = createServer((incoming, outgoing) => void listener(incoming, outgoing))
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return server.address() as AddressInfo
}

/** Asks the handler through the adapter, and answers with what the adapter had to build. */
async function built(path: string, init: RequestInit): Promise<readonly string[]> {
  const seen: string[] = []
  const handler = face({ usecases }).handle
  const { port } = await serve(async (request) => {
    const append = vi.spyOn(Headers.prototype, 'append')
    const response = await handler(request)
    if (append.mock.calls.length > 0) seen.push('request headers')
    append.mockRestore()
    const parts = Object.getOwnPropertySymbols(request).map(({ description }) => description ?? '')
    seen.push(...parts.filter((part) => heavy.has(part)))
    const cached = Object.getOwnPropertySymbols(response).map(({ description }) => description)
    if (!cached.includes('cache')) seen.push('response')
    return response
  })
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, init)
  expect(answer.status).toBe(200)
  await answer.arrayBuffer()
  return seen
}

const heavy: ReadonlySet<string> = new Set(['requestCache', 'abortControllerKey'])

describe('a request through the adapter (performance 12.6)', () => {
  it.each([
    ['GET /user', '/user', { headers: bearer() }],
    [
      'a refresh',
      '/token',
      form('grant_type=refresh_token&refresh_token=a', { 'x-use-cookie': '1' }),
    ],
    ['GET /settings', '/settings', { headers: { origin: 'https://a.example' } }],
  ])('%s builds none of its lazy objects', async (_what, path, init) => {
    expect(await built(path, init)).toEqual([])
  })

  it('only work that hashes asks for the signal of the client', async () => {
    const init = post({ email: 'a@example.com', password: 'secret' })
    expect(await built('/signup', init)).toEqual(['abortControllerKey'])
  })

  it('only a body without a length is read as a stream', async () => {
    const text = new TextEncoder().encode('grant_type=refresh_token&refresh_token=a')
    const body = new ReadableStream({
      start(controller) {
        controller.enqueue(text)
        controller.close()
      },
    })
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    const init = { method: 'POST', body, headers, duplex: 'half' }
    expect(await built('/token', init as RequestInit)).toContain('requestCache')
  })
})

describe('odd clients of the adapter', () => {
  it('M-30: a stream without a length or an end is refused, and the next request is served', async () => {
    const { port } = await serve(face({ usecases }).handle)
    const socket = connect(port, '127.0.0.1')
    const answer = new Promise<string>((resolve) => {
      socket.once('data', (chunk) => resolve(String(chunk)))
    })
    socket.on('error', () => {}) // the server may close while we still send
    socket.write('POST /signup HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n')
    for (let sent = 0; sent < 20; sent += 1) socket.write(`2000\r\n${'x'.repeat(0x2000)}\r\n`)
    expect(await answer).toMatch(/^HTTP\/1\.1 413 /)
    socket.destroy()
    expect((await fetch(`http://127.0.0.1:${port}/settings`)).status).toBe(200)
  })

  it('REL-36: whoever leaves before a hash is done is known to have left', async () => {
    const asked = Promise.withResolvers<AbortSignal>()
    const { port } = await serve(
      face({
        usecases: {
          signUp: ({ caller }) => {
            if (caller.signal) asked.resolve(caller.signal)
            return new Promise((_resolve, reject) => {
              caller.signal?.addEventListener('abort', () => reject(new Error('left')))
            })
          },
        },
      }).handle,
    )
    const gone = new AbortController()
    const init = { ...post({ email: 'a@example.com', password: 'secret' }), signal: gone.signal }
    const answer = fetch(`http://127.0.0.1:${port}/signup`, init)
    const signal = await asked.promise
    gone.abort()
    await expect(answer).rejects.toThrow()
    if (!signal.aborted) await once(signal, 'abort')
    expect(signal.aborted).toBe(true)
  })
})
