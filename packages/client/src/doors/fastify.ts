import type { ServerClient } from '../server-client.ts'
import type { User } from '../user.ts'
import { createAuth as createCore, isRefused } from './auth.ts'
import type { AuthOptions } from './auth-options.ts'
import { lineJar } from './line-jar.ts'
import { type NodeRequest, nodeVisit } from './node-visit.ts'
import type { Answer } from './visit.ts'

/** As much of Fastify’s `FastifyRequest` as is needed. */
export type FastifyRequest = NodeRequest

/** As much of Fastify’s `FastifyReply` as is needed. */
export interface FastifyReply {
  code(status: number): unknown
  /** Adds to the lines of `set-cookie`, and replaces all others. */
  header(name: string, value: string): unknown
  hasHeader(name: string): boolean
  send(body?: unknown): unknown
}

export type FastifyHandler = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>

/** As much of Fastify’s `FastifyInstance` as is needed. */
export interface FastifyScope {
  hasContentTypeParser(type: string): boolean
  addContentTypeParser(
    type: string,
    options: { parseAs: 'string' },
    parse: (request: unknown, body: string) => Promise<unknown>,
  ): unknown
  post(path: string, handler: FastifyHandler): unknown
}

/** Where the handlers answer; what is left out is not answered. */
export interface FastifyPaths {
  readonly signIn?: string
  readonly signInWithProvider?: string
  readonly signOut?: string
  readonly callback?: string
}

export interface FastifyAuth {
  /** The client of this request, for everything that `@latchkey/client` offers. */
  readonly client: (request: FastifyRequest, reply: FastifyReply) => ServerClient
  /** Who is signed in, verified; `null` for nobody. Asked once a request. */
  readonly currentUser: (request: FastifyRequest, reply: FastifyReply) => Promise<User | null>
  /** A `preHandler` that lets only signed-in people pass: others to the sign-in page, programs a 401. */
  readonly requireUser: FastifyHandler
  /**
   * A plugin with the handlers of posted forms: `email`, `password` and perhaps `next`; `provider`; no
   * field; a `fragment` that a mail link brought. Forms are parsed in its own scope only.
   */
  readonly handlers: (
    paths: FastifyPaths,
  ) => (scope: FastifyScope, options: unknown, done: () => void) => void
}

interface Exchange {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
}

/** Sign-in for Fastify: sessions in cookies, a client for each request. */
export function createAuth(options: AuthOptions<FastifyRequest>): FastifyAuth {
  const { forward, ...rest } = options
  const core = createCore<Exchange>(
    {
      key: ({ request }) => request,
      jar: ({ request, reply }) =>
        lineJar(String(request.headers['cookie'] ?? ''), (line) => put(reply, line)),
      visit: ({ request }) => nodeVisit(request, async function* () {}),
    },
    { ...rest, ...(forward && { forward: ({ request }: Exchange) => forward(request) }) },
  )
  const names = ['signIn', 'signInWithProvider', 'signOut', 'callback'] as const
  return {
    client: (request, reply) => core.client({ request, reply }),
    currentUser: (request, reply) => core.currentUser({ request, reply }),
    requireUser: async (request, reply) => {
      const admitted = await core.admit({ request, reply })
      return isRefused(admitted) ? send(reply, admitted.answer) : undefined
    },
    handlers: (paths) => (scope, _options, done) => {
      if (!scope.hasContentTypeParser(form)) {
        scope.addContentTypeParser(form, { parseAs: 'string' }, async (_request, body) =>
          Object.fromEntries(new URLSearchParams(body)),
        )
      }
      for (const name of names) {
        const path = paths[name]
        if (!path) continue
        scope.post(path, async (request, reply) =>
          send(reply, await core[name]({ request, reply })),
        )
      }
      done()
    },
  }
}

const form = 'application/x-www-form-urlencoded'

function put(reply: FastifyReply, line: string): void {
  reply.header('set-cookie', line)
  if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'private, no-store')
}

/** Result: the reply, which tells Fastify that it has been answered. */
function send(reply: FastifyReply, answer: Answer): unknown {
  reply.code(answer.status)
  reply.header('cache-control', 'no-store')
  if (answer.status === 303) {
    reply.header('location', answer.location)
    return reply.send()
  }
  const { status, ...body } = answer
  return reply.send(body)
}
