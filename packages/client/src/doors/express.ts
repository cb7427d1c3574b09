import type { ServerClient } from '../server-client.ts'
import type { User } from '../user.ts'
import { createAuth as createCore, isRefused } from './auth.ts'
import type { AuthOptions } from './auth-options.ts'
import { lineJar, withLine } from './line-jar.ts'
import { type NodeRequest, nodeVisit } from './node-visit.ts'
import type { Answer } from './visit.ts'

/** As much of Express’s `Request` as is needed; Node’s own `IncomingMessage` has it. */
export interface ExpressRequest extends NodeRequest {
  [Symbol.asyncIterator](): AsyncIterator<Uint8Array>
}

/** As much of Express’s `Response` as is needed; Node’s own `ServerResponse` has it. */
export interface ExpressResponse {
  statusCode: number
  getHeader(name: string): number | string | readonly string[] | undefined
  setHeader(name: string, value: string | readonly string[]): unknown
  end(text?: string): unknown
}

/** Express’s kind of handler. Faults go to `next`. */
export type ExpressHandler = (
  request: ExpressRequest,
  response: ExpressResponse,
  next: (error?: unknown) => void,
) => void

export interface ExpressAuth {
  /** The client of this request, for everything that `@latchkey/client` offers. */
  readonly client: (request: ExpressRequest, response: ExpressResponse) => ServerClient
  /** Who is signed in, verified; `null` for nobody. Asked once a request. */
  readonly currentUser: (request: ExpressRequest, response: ExpressResponse) => Promise<User | null>
  /** Middleware that lets only signed-in people pass: others to the sign-in page, programs a 401. */
  readonly requireUser: ExpressHandler
  /** Handler of a posted form with `email`, `password` and perhaps `next`. Needs no body parser. */
  readonly signIn: ExpressHandler
  /** Handler of a posted form with `provider` and perhaps `next`. */
  readonly signInWithProvider: ExpressHandler
  /** Handler of a posted form without fields. */
  readonly signOut: ExpressHandler
  /** Handler of a posted `fragment` that a mail link or a provider brought. */
  readonly callback: ExpressHandler
}

interface Exchange {
  readonly request: ExpressRequest
  readonly response: ExpressResponse
}

/** Sign-in for Express, Connect and plain `node:http`: sessions in cookies, a client for each request. */
export function createAuth(options: AuthOptions<ExpressRequest>): ExpressAuth {
  const { forward, ...rest } = options
  const core = createCore<Exchange>(
    {
      key: ({ request }) => request,
      jar: ({ request, response }) =>
        lineJar(String(request.headers['cookie'] ?? ''), (line) => put(response, line)),
      visit: ({ request }) => nodeVisit(request, () => request),
    },
    { ...rest, ...(forward && { forward: ({ request }: Exchange) => forward(request) }) },
  )
  const handler =
    (run: (exchange: Exchange) => Promise<Answer>): ExpressHandler =>
    (request, response, next) => {
      run({ request, response }).then((answer) => send(response, answer), next)
    }
  return {
    client: (request, response) => core.client({ request, response }),
    currentUser: (request, response) => core.currentUser({ request, response }),
    requireUser: (request, response, next) => {
      core.admit({ request, response }).then((admitted) => {
        if (isRefused(admitted)) send(response, admitted.answer)
        else next()
      }, next)
    },
    signIn: handler(core.signIn),
    signInWithProvider: handler(core.signInWithProvider),
    signOut: handler(core.signOut),
    callback: handler(core.callback),
  }
}

function put(response: ExpressResponse, line: string): void {
  const before = response.getHeader('set-cookie') ?? []
  const lines = Array.isArray(before) ? before : [String(before)]
  response.setHeader('set-cookie', withLine(lines, line))
  if (!response.getHeader('cache-control')) {
    response.setHeader('cache-control', 'private, no-store')
  }
}

function send(response: ExpressResponse, answer: Answer): void {
  response.statusCode = answer.status
  response.setHeader('cache-control', 'no-store')
  if (answer.status === 303) {
    response.setHeader('location', answer.location)
    response.end()
    return
  }
  const { status, ...body } = answer
  response.setHeader('content-type', 'application/json')
  response.end(JSON.stringify(body))
}
