import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A request as it arrived. */
export interface Call {
  /** Such as `POST /token`, below the API's path, with the query. */
  readonly what: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
  /** The fields of a form, or the members of JSON. */
  readonly fields: Readonly<Record<string, unknown>>
}

export interface Answer {
  readonly status?: number
  readonly json?: unknown
  readonly headers?: Readonly<Record<string, string>>
  /** Waited for before the answer is sent. */
  readonly after?: Promise<unknown>
}

/** An API that answers as it is told, and remembers what it was asked. */
export interface Api {
  readonly origin: string
  readonly url: string
  readonly calls: Call[]
  /** What was asked, in order, such as `POST /token`. */
  asked(): string[]
  /** Answers a kind of request from now on. */
  on(what: string, answer: Answer | ((call: Call) => Answer)): void
  /** Forgets what it was asked and told. */
  reset(): void
  close(): Promise<void>
}

const path = '/.netlify/identity'

export async function startApi(): Promise<Api> {
  const calls: Call[] = []
  const answers = new Map<string, (call: Call) => Answer>()
  const server = createServer(async (request, response) => {
    const call = await read(request)
    calls.push(call)
    const find = answers.get(call.what) ?? answers.get(call.what.split('?')[0] ?? '')
    const found = find?.(call) ?? { status: 404, json: { code: 404, msg: `no ${call.what}` } }
    const { status = 200, json, headers, after } = found
    await after
    if (json !== undefined) response.setHeader('content-type', 'application/json')
    response.writeHead(status, headers).end(json === undefined ? '' : JSON.stringify(json))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    origin,
    url: origin + path,
    calls,
    asked: () => calls.map(({ what }) => what),
    on: (what, answer) => {
      answers.set(what, typeof answer === 'function' ? answer : () => answer)
    },
    reset: () => {
      calls.length = 0
      answers.clear()
    },
    close: async () => {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

async function read(request: IncomingMessage): Promise<Call> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const body = Buffer.concat(chunks).toString()
  const { headers, method, url = '' } = request
  return { what: `${method} ${url.replace(path, '')}`, headers, body, fields: fieldsOf(body) }
}

function fieldsOf(body: string): Record<string, unknown> {
  if (body.startsWith('{')) return JSON.parse(body) as Record<string, unknown>
  return Object.fromEntries(new URLSearchParams(body))
}
