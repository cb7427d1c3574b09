import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener, type HttpBindings, RequestError } from '@hono/node-server'
import { type CapOptions, type ConnectionCap, capConnections } from './connection-cap.ts'
import {
  mostHeaders,
  refuseConnect,
  refuseUnsound,
  unsoundness,
  unsoundResponse,
} from './sound-request.ts'

export interface ServeNodeOptions {
  /** Answers requests; gets the address of the other end of the socket. Must not reject. */
  readonly fetch: (
    request: Request,
    context: { readonly peer: string | undefined },
  ) => Promise<Response>
  /** Address to listen on; empty: all of this machine's. */
  readonly host: string
  /** TCP port; 0 takes any that is free. */
  readonly port: number
  /** Departures from `usualLimits`. */
  readonly limits?: Partial<ConnectionLimits>
  /** Names who is at the other end of a connection; `null`, the default: not counted (REL-38). */
  readonly clientOf?: CapOptions['clientOf']
  /** Told at most once a minute that connections are refused because all others are at work. */
  readonly onRefused?: CapOptions['onRefused']
}

/** What clients may take. Spans are milliseconds. */
export interface ConnectionLimits {
  /** From the first byte of a request to the end of its header. */
  readonly headersTimeout: number
  /** From there to the end of its body. */
  readonly requestTimeout: number
  /** Between two requests. */
  readonly keepAliveTimeout: number
  /** How often the two first are looked after. */
  readonly connectionsCheckingInterval: number
  /** A connection on which nothing moves for this long is cut. */
  readonly stillness: number
  readonly most: number
  readonly perClient: number
}

export interface NodeServer {
  readonly port: number
  /** Base address as a browser on this machine reaches it, without a slash at its end. */
  readonly url: string
  /** From now on answers say `Connection: close`, so that clients and proxies move on (REL-11). */
  beginDrain(): void
  /** Requests that have not been answered. */
  inFlight(): number
  /**
   * Accepts nothing more, lets what is in flight finish, cuts what is left after `patience`
   * milliseconds (8,000), and resolves when the last connection has gone. A second call joins the
   * first.
   */
  close(patience?: number): Promise<void>
}

/** Against slow clients, and against those that open many connections (REL-38). */
export const usualLimits: ConnectionLimits = {
  headersTimeout: 10_000,
  requestTimeout: 15_000,
  keepAliveTimeout: 65_000,
  connectionsCheckingInterval: 1_000,
  stillness: 120_000,
  most: 10_000,
  perClient: 100,
}

/** How headers are read (SEC-104, SEC-107). */
const parsing = { maxHeaderSize: 16_384, insecureHTTPParser: false } as const

/** Listens, and resolves once requests are taken. Rejects with the system's error when it cannot. */
export async function serveNode(options: ServeNodeOptions): Promise<NodeServer> {
  const { fetch, host, port, clientOf = () => null, onRefused = () => {} } = options
  const { most, perClient, stillness, ...timeouts } = { ...usualLimits, ...options.limits }
  const state = { isDraining: false, waiting: 0 }
  const server = createServer({ ...timeouts, ...parsing })
  const cap = capConnections(server, { most, perClient, clientOf, onRefused })
  server.on('request', listenerFor(fetch, state, cap))
  server.maxHeadersCount = mostHeaders + 1
  server.timeout = stillness
  server.on('connect', refuseConnect)
  await listening(server, host, port)
  let closed: Promise<void> | null = null
  const bound = server.address() as AddressInfo
  return {
    port: bound.port,
    url: `http://${browsable(host)}:${bound.port}`,
    beginDrain: () => {
      state.isDraining = true
    },
    inFlight: () => state.waiting,
    close: (patience = 8_000) => {
      state.isDraining = true
      closed ??= close(server, patience)
      return closed
    },
  }
}

interface State {
  isDraining: boolean
  waiting: number
}

function listenerFor(
  fetch: ServeNodeOptions['fetch'],
  state: State,
  cap: ConnectionCap,
): (incoming: IncomingMessage, outgoing: ServerResponse) => void {
  const listener = getRequestListener(
    (request, env) => {
      const { incoming, outgoing } = env as HttpBindings // this server speaks HTTP/1.1 only
      state.waiting += 1
      return fetch(request, { peer: incoming.socket.remoteAddress })
        .then((response) => {
          if (state.isDraining) outgoing.shouldKeepAlive = false
          return response
        })
        .finally(() => {
          state.waiting -= 1
        })
    },
    { errorHandler: answerThrown },
  )
  return (incoming, outgoing) => {
    cap.begin(outgoing)
    const status = unsoundness(incoming)
    if (status === null) void listener(incoming, outgoing)
    else refuseUnsound(outgoing, status)
  }
}

/** The adapter could not make a `Request`, or `fetch` broke its word; nothing of why is shown (SEC-117). */
function answerThrown(error: unknown): Response {
  return error instanceof RequestError ? unsoundResponse() : new Response(null, { status: 500 })
}

function listening(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ port, ...(host === '' ? {} : { host }) }, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

const everywhere: ReadonlySet<string> = new Set(['', '0.0.0.0', '::', '127.0.0.1', '::1'])

function browsable(host: string): string {
  if (everywhere.has(host)) return 'localhost'
  return host.includes(':') ? `[${host}]` : host
}

async function close(server: Server, patience: number): Promise<void> {
  const closed = new Promise<void>((resolve, reject) => {
    server.close((error) => (error === undefined ? resolve() : reject(error)))
  })
  // An answer that was on its way when the drain began may leave its connection open.
  const sweep = setInterval(() => server.closeIdleConnections(), 100)
  const end = setTimeout(() => server.closeAllConnections(), patience)
  await closed
  clearInterval(sweep)
  clearTimeout(end)
}
