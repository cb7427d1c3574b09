import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** One request as it came over the wire. */
export interface Asked {
  readonly method: string
  /** With the query. */
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** What the server says; `json` is sent as JSON, `text` as plain text. */
export interface Answer {
  readonly status?: number
  readonly statusText?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly json?: unknown
  readonly text?: string
}

/** Answers a request; `null` never does. */
export type Answering = (asked: Asked) => Answer | null | Promise<Answer | null>

/** A GoTrue server that does as a test tells it, and remembers what it was asked. */
export interface RecordingApi {
  readonly url: string
  readonly asked: readonly Asked[]
  /** What was asked of one endpoint, such as `POST /token`. */
  of(endpoint: string): readonly Asked[]
  /** Answers an endpoint from now on. */
  on(endpoint: string, answer: Answer | Answering): void
  close(): Promise<void>
}

/** Starts one on a free port of the loopback interface; an endpoint that was not set is not there. */
export async function startApi(): Promise<RecordingApi> {
  const asked: Asked[] = []
  const answers = new Map<string, Answering>()
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const { method = '', url: path = '', headers } = request
    const one = { method, path, headers, body: Buffer.concat(chunks).toString() }
    asked.push(one)
    const answering = answers.get(endpointOf(one)) ?? (() => ({ status: 404, text: 'Not found' }))
    const answer = await answering(one)
    if (answer) write(response, answer)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    of: (endpoint) => asked.filter((one) => endpointOf(one) === endpoint),
    on: (endpoint, answer) => {
      answers.set(endpoint, typeof answer === 'function' ? answer : () => answer)
    },
    close: async () => {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

function endpointOf({ method, path }: Asked): string {
  return `${method} ${path.replace(/\?.*/, '')}`
}

function write(response: ServerResponse, answer: Answer): void {
  const { status = 200, statusText, json, text, headers } = answer
  const type = json === undefined ? 'text/plain' : 'application/json'
  response.writeHead(status, statusText, { 'content-type': type, ...headers })
  response.end(json === undefined ? text : JSON.stringify(json))
}
