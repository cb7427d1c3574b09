import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { type Send, send } from './transport.ts'

const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
})

async function listen(answer: RequestListener): Promise<string> {
  const server = createServer(answer)
  servers.push(server)
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const ask = (url: string, request: Send = {}, timeout = 5_000): Promise<unknown> =>
  send({ fetch, timeout, headers: {} }, url, request)

/** What one answer of a server becomes. */
async function failure(status: number, type: string, body: string): Promise<unknown> {
  const url = await listen((_request, response) => {
    response.writeHead(status, { 'content-type': type, 'x-request-id': 'r-1' })
    response.end(body)
  })
  return ask(url).then(
    () => 'no failure',
    ({ code, status, message, requestId }) => ({ code, status, message, requestId }),
  )
}

describe('a request', () => {
  it('carries what it is given, and nothing else', async () => {
    const seen: object[] = []
    const url = await listen((request, response) => {
      let body = ''
      request.on('data', (chunk) => {
        body += chunk
      })
      request.on('end', () => {
        const { authorization, 'content-type': type, 'x-own': own } = request.headers
        seen.push({ method: request.method, authorization, type, own, body })
        response.end('{}')
      })
    })
    await ask(url)
    await ask(url, { method: 'PUT', json: { a: 'ü' }, bearer: 't', headers: { 'x-own': '1' } })
    await ask(url, { method: 'POST', form: { user: 'a+b@x', pass: 'p&=ü ' } })
    expect(seen).toEqual([
      { method: 'GET', body: '' },
      {
        method: 'PUT',
        authorization: 'Bearer t',
        type: 'application/json',
        own: '1',
        body: '{"a":"ü"}',
      },
      {
        method: 'POST',
        type: 'application/x-www-form-urlencoded;charset=UTF-8',
        body: 'user=a%2Bb%40x&pass=p%26%3D%C3%BC+',
      },
    ])
  })

  it('an empty answer is null', async () => {
    const url = await listen((_request, response) => void response.writeHead(204).end())
    expect(await ask(url)).toMatchObject({ body: null })
  })
})

describe('a failure', () => {
  it.each([
    [422, '{"code":422,"msg":"No","error_code":"weak_password"}', 'weak_password', 'No'],
    [403, '{"code":403,"msg":"Signups not allowed"}', 'http_403', 'Signups not allowed'],
    [400, '{"error":"invalid_grant","error_description":"Wrong"}', 'invalid_grant', 'Wrong'],
    [400, '{"error":"invalid_grant"}', 'invalid_grant', 'invalid_grant'],
    [401, '{"code":"bad_jwt","message":"Expired"}', 'bad_jwt', 'Expired'],
    [500, '{}', 'http_500', 'The server answered 500.'],
  ])('of status %i with %s is named by the server', async (status, body, code, message) => {
    const expected = { code, status, message, requestId: 'r-1' }
    expect(await failure(status, 'application/json', body)).toEqual(expected)
  })

  it.each([
    [401, '<html>Sign in to the hotel’s network</html>'],
    [200, '<html>Sign in to the hotel’s network</html>'],
    [502, ''],
    [401, '"text"'],
    [400, '7'],
  ])('of status %i with %s is not the server’s own word', async (status, body) => {
    const seen = await failure(status, 'text/html', body)
    expect(seen).toMatchObject({ code: 'unexpected_answer', status })
  })

  it('without an answer says which kind: nobody there, too slow, or called off', async () => {
    const silent = await listen(() => {})
    const gone = await listen(() => {})
    servers.at(-1)?.close()
    await expect(ask(gone)).rejects.toMatchObject({ code: 'network_failed', status: undefined })
    await expect(ask(silent, {}, 1)).rejects.toMatchObject({ code: 'timed_out' })
    const signal = AbortSignal.abort()
    await expect(ask(silent, { signal })).rejects.toMatchObject({ code: 'aborted' })
  })

  it('never shows what was sent', async () => {
    const url = await listen((_request, response) => void response.writeHead(500).end('{}'))
    const request = {
      method: 'POST',
      form: { password: 'hunter2' },
      bearer: 'secret-token',
    } as const
    const error = await ask(url, request).catch((failed: unknown) => failed)
    const said = JSON.stringify(error) + String(error) + (error as Error).stack
    expect(said).not.toMatch(/hunter2|secret-token/)
  })
})
