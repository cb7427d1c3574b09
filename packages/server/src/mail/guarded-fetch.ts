import { lookup } from 'node:dns/promises'
import { type IncomingMessage, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { granted, type Outcome, refused } from '../kernel/outcome.ts'
import type { EgressGuard, EgressRefusal, EgressTarget, Resolve } from './egress-guard.ts'

/** What an outbound request may cost (SEC-95). */
export interface EgressLimits {
  readonly connectMs: number
  readonly totalMs: number
  readonly bytes: number
}

export const egressLimits: EgressLimits = { connectMs: 2000, totalMs: 5000, bytes: 64 * 1024 }

export interface FetchedText {
  readonly status: number
  readonly text: string
}

export type FetchFlaw =
  | EgressRefusal
  | 'unreachable'
  | 'too_slow'
  | 'too_large'
  | 'compressed'
  | 'not_utf8'

/** Gets a text from somebody else's server. Answers what went wrong; never throws for it. */
export type GuardedFetch = (address: string) => Promise<Outcome<FetchedText, FetchFlaw>>

/**
 * A GET that goes only where `guard` lets it, connects to the addresses that were judged, follows no
 * redirect, carries no cookie or credential, takes no compressed answer and stops at the limits
 * (SEC-94, SEC-95). Certificates are verified.
 */
export function createGuardedFetch(guard: EgressGuard, limits: EgressLimits): GuardedFetch {
  return async (address) => {
    const deadline = AbortSignal.timeout(limits.totalMs)
    try {
      const target = await Promise.race([guard(address), rejectOn(deadline)])
      return target.granted ? await fetchFrom(target.value, limits, deadline) : target
    } catch (error) {
      // The network's failures are expected: the caller decides what to do without the text.
      return refused(deadline.aborted || isTimeout(error) ? 'too_slow' : 'unreachable')
    }
  }
}

async function fetchFrom(
  target: EgressTarget,
  limits: EgressLimits,
  deadline: AbortSignal,
): Promise<Outcome<FetchedText, FetchFlaw>> {
  const response = await open(target, limits, deadline)
  const encoding = response.headers['content-encoding'] ?? 'identity'
  if (encoding !== 'identity') {
    response.destroy()
    return refused('compressed')
  }
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength
    if (size > limits.bytes) return refused('too_large') // leaving the loop closes the connection
    chunks.push(chunk)
  }
  const text = readUtf8(Buffer.concat(chunks))
  return text === null ? refused('not_utf8') : granted({ status: response.statusCode ?? 0, text })
}

function open(
  target: EgressTarget,
  limits: EgressLimits,
  deadline: AbortSignal,
): Promise<IncomingMessage> {
  const send = target.url.protocol === 'https:' ? requestHttps : requestHttp
  return new Promise((resolve, reject) => {
    const request = send({
      hostname: target.host,
      port: target.url.port,
      path: target.url.pathname + target.url.search,
      lookup: answering(target.addresses),
      agent: false,
      signal: deadline,
      maxHeaderSize: 16 * 1024,
      headers: {
        accept: 'text/html, text/plain',
        'accept-encoding': 'identity',
        connection: 'close',
      },
    })
    const timer = setTimeout(() => request.destroy(new TooSlow()), limits.connectMs)
    request.on('socket', (socket) => socket.once('connect', () => clearTimeout(timer)))
    request.once('close', () => clearTimeout(timer))
    request.once('error', reject)
    request.once('response', resolve)
    request.end()
  })
}

class TooSlow extends Error {
  override readonly name = 'TooSlow'
}

function isTimeout(error: unknown): boolean {
  return error instanceof TooSlow
}

/** Resolves every name to the addresses that were judged, and asks nobody. */
function answering(addresses: readonly string[]): LookupFunction {
  const known = addresses.map((address) => ({ address, family: isIP(address) }))
  return (_host, options, answer) => {
    if (options.all === true) answer(null, known)
    else answer(null, known[0]?.address ?? '', known[0]?.family)
  }
}

function readUtf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return null // the bytes are no UTF-8, which the caller is told
  }
}

function rejectOn(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new TooSlow()), { once: true })
  })
}

/** Asks the system's resolver. Names without an address answer empty. */
export const resolveBySystem: Resolve = async (host) => {
  const found = await lookup(host, { all: true, order: 'verbatim' }).catch(() => [])
  return found.map((each) => each.address)
}
