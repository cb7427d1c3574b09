import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'

/** Most header fields of a request (SEC-104). */
export const mostHeaders = 100

/** Why a request is not passed on although Node's parser took it. */
export type Unsoundness = 400 | 431

/**
 * Finds what proxies and servers read differently: several hosts, a target that names another host
 * than the header does, a transfer coding other than `chunked` (SEC-107, RFC 9112 §3.2, §6.1); and
 * more fields than we take. `null` when the request is sound.
 */
export function unsoundness({
  rawHeaders,
  url = '',
  headers,
}: IncomingMessage): Unsoundness | null {
  if (rawHeaders.length > mostHeaders * 2) return 431
  let hosts = 0
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? ''
    if (name.length === 4 && name.toLowerCase() === 'host') hosts += 1
    if (name.length !== 17 || name.toLowerCase() !== 'transfer-encoding') continue
    if (rawHeaders[at + 1]?.toLowerCase() !== 'chunked') return 400
  }
  if (hosts > 1) return 400
  return url.startsWith('/') || namesHost(url, headers.host ?? '') ? null : 400
}

/** Whether an absolute-form target names the same host and port as the header. */
function namesHost(target: string, host: string): boolean {
  const url = URL.parse(target)
  const named = URL.parse(`http://${host}`)
  if (url === null || named === null || !/^https?:\/\//i.test(target)) return false
  return url.host === named.host && url.username === '' && url.password === ''
}

const texts: Readonly<Record<Unsoundness | 405, string>> = {
  400: 'Bad request',
  405: 'Method not allowed',
  431: 'Request header fields too large',
}

/** Headers of answers that are given before our own handler is asked, as it would give them. */
const headers = {
  'content-type': 'application/json',
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  connection: 'close',
}

function bodyOf(status: keyof typeof texts): string {
  return `{"code":${status},"msg":"${texts[status]}"}`
}

/** Answers an unsound request and closes: what follows on this connection cannot be told apart. */
export function refuseUnsound(outgoing: ServerResponse, status: Unsoundness): void {
  outgoing.writeHead(status, headers).end(bodyOf(status))
}

/** The same, where the adapter cannot make a `Request` of what came in (SEC-108). */
export function unsoundResponse(): Response {
  return new Response(bodyOf(400), { status: 400, headers })
}

/** CONNECT asks for a tunnel; there is none here. */
export function refuseConnect(_request: IncomingMessage, socket: Duplex): void {
  const body = bodyOf(405)
  const fields = Object.entries({ ...headers, 'content-length': body.length })
  const lines = fields.map(([name, value]) => `${name}: ${value}\r\n`).join('')
  socket.end(`HTTP/1.1 405 Method Not Allowed\r\n${lines}\r\n${body}`)
}
