import type { Needs } from '../usecases/needs.ts'
import { accessLine } from './access-line.ts'
import { answerHeaders } from './answer-headers.ts'
import { type ArrivalOptions, createArrival, type RequestContext, type Target } from './arrival.ts'
import type { HeaderFields } from './cors.ts'
import type { Answer, Exchange } from './exchange.ts'
import { type Face, Unacceptable } from './face.ts'
import { type Answered, answerFault, type FaultLog } from './fault-answer.ts'
import { checkBody } from './request-body.ts'
import { createRouter, localPath, type Router } from './router.ts'

export interface HandlerOptions extends ArrivalOptions {
  /** In the order in which they are asked; the first answers for paths that belong to none. */
  readonly faces: readonly [Face, ...Face[]]
  readonly isSiteHttps: boolean
  readonly log: FaultLog
  /** Takes one line a request, without a line end; `null`: nobody reads them, and none is made. */
  readonly access: ((line: string) => void) | null
}

export type Handler = (request: Request, context?: RequestContext) => Promise<Response>

const knownMethods: ReadonlySet<string> = new Set([
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
])
const longestUrl = 8192

/**
 * Answers requests: id, client, limits, origin, route, then the face's own read, run and write, and
 * one line of log. A fault is answered with an id that finds its one line (REL-63).
 */
export function createHandler(options: HandlerOptions): Handler {
  const { clock, log, access } = options
  const router = createRouter(options.faces)
  const arrive = createArrival(options)
  const base = answerHeaders(options.isSiteHttps)

  const handle: Handler = async (request, context) => {
    const target = targetOf(router, request)
    const { face, found } = target
    const isRestricted = face.isRestricted(target.local)
    if (face.cors !== null && isPreflight(request)) {
      const allowed = face.cors.preflight(request, isRestricted)
      return new Response(null, { status: 204, headers: { ...base, ...allowed } })
    }
    const exchange = arrive(request, context, target)
    const origin = request.headers.get('origin')
    const shared = face.cors?.headers(origin, request.method, isRestricted)

    const route = found?.route.path ?? ''
    const { answered, isLogged } = await dispatch(exchange, target, router).then(
      unlogged,
      (fault: unknown) => answerFault(fault, face, exchange, route, log),
    )
    if (!isLogged) access?.(describe(exchange, route, answered, clock))
    return respond(answered, exchange, base, shared)
  }
  return (request, context) =>
    handle(request, context).catch((fault: unknown) => {
      // The chain itself failed, so that there is not even an id to give (SEC-93, SEC-108).
      log.error('handler_failed', fault, { status: 500 })
      return new Response(null, { status: 500, headers: base })
    })
}

/** Path and query as sent, the face they belong to, and the route if there is one. */
function targetOf(router: Router, { url, method }: Request): Target {
  const start = url.indexOf('/', url.indexOf(':') + 3)
  const hash = url.indexOf('#', start)
  const end = hash < 0 ? url.length : hash
  const mark = url.indexOf('?', start)
  const hasQuery = mark >= 0 && mark < end
  const path = url.slice(start, hasQuery ? mark : end)
  const found = router.find(method, path)
  const { face, mount } = found ?? router.place(path)
  return {
    face,
    path,
    local: localPath(mount, path),
    query: hasQuery ? url.slice(mark + 1, end) : '',
    found,
  }
}

function isPreflight({ method, headers }: Request): boolean {
  return method === 'OPTIONS' && (headers.get('access-control-request-method') ?? '') !== ''
}

async function dispatch(
  exchange: Exchange,
  { face, found }: Target,
  router: Router,
): Promise<Answer> {
  const { method, request, path } = exchange
  if (!knownMethods.has(method)) return face.fail('method_not_allowed', exchange)
  if (request.url.length > longestUrl) throw new Unacceptable('uri_too_long')
  if (method !== 'GET' && method !== 'HEAD') checkBody(exchange)
  return found === null ? face.unmatched(exchange, router.allowed(path)) : found.route.run(exchange)
}

function unlogged(answered: Answer): Answered {
  return { answered, isLogged: false }
}

function describe(
  exchange: Exchange,
  route: string,
  { status, outcome }: Answer,
  clock: Needs['clock'],
): string {
  return accessLine({
    id: exchange.id,
    method: knownMethods.has(exchange.method) ? exchange.method : 'OTHER',
    route,
    status,
    outcome,
    receivedAt: exchange.receivedAt,
    answeredAt: clock.now(),
    label: exchange.request.headers.get('x-nf-client'),
  })
}

function respond(
  { status, headers, body }: Answer,
  { id, method }: Exchange,
  base: HeaderFields,
  shared: HeaderFields | undefined,
): Response {
  return new Response(method === 'HEAD' ? null : body, {
    status,
    headers: { ...base, ...shared, 'x-request-id': id, ...headers },
  })
}
