import type { Needs } from '../usecases/needs.ts'
import { createClientAddresses } from './client-address.ts'
import type { Exchange } from './exchange.ts'
import type { Face } from './face.ts'
import { createRequestIds } from './request-id.ts'
import type { Found } from './router.ts'

export interface ArrivalOptions extends Pick<Needs, 'clock' | 'random'> {
  /** Lower case; empty: no header is read and every id is new. */
  readonly requestIdHeader: string
  /** Proxies whose `X-Forwarded-For` is believed, as networks (SEC-113). */
  readonly trustedProxies: readonly string[]
  /** The header that names the caller for the limit on /token; `null`: none. */
  readonly rateLimitHeader: RateLimitHeader | null
}

export interface RateLimitHeader {
  /** Lower case. */
  readonly name: string
  readonly from: 'anyone' | 'proxies'
}

/** What only the runtime knows of a request. */
export interface RequestContext {
  /** Address of the other end of the socket. */
  readonly peer?: string | undefined
}

/** Where a request goes. */
export interface Target {
  readonly face: Face
  readonly path: string
  readonly local: string
  readonly query: string
  readonly found: Found | null
}

export type Arrive = (
  request: Request,
  context: RequestContext | undefined,
  target: Target,
) => Exchange

/** Gives a request its id and finds out who sends it. */
export function createArrival(options: ArrivalOptions): Arrive {
  const { clock, rateLimitHeader } = options
  const nameOf = createRequestIds(options.requestIdHeader, options.random)
  const addresses = createClientAddresses(options.trustedProxies)
  return (request, context, { face, path, local, query, found }) => {
    const { client, isProxied } = addresses.read(request, context?.peer)
    return {
      request,
      id: nameOf(request),
      method: request.method,
      path,
      local,
      query,
      params: found?.params ?? {},
      client,
      limitKey: limitKey(request, rateLimitHeader, isProxied),
      receivedAt: clock.now(),
      bodyLimit: face.bodyLimit,
      signal: null,
      body: null,
    }
  }
}

function limitKey(
  request: Request,
  header: RateLimitHeader | null,
  isProxied: boolean,
): string | null {
  if (header === null || (header.from === 'proxies' && !isProxied)) return null
  return request.headers.get(header.name) ?? ''
}
