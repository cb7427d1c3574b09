import type { ClientHint } from '../domain/client-hint.ts'
import type { Instant } from '../kernel/instant.ts'

/** One request under way, as much of it as has been looked at. */
export interface Exchange {
  readonly request: Request
  /** Names this request in answers and logs. */
  readonly id: string
  readonly method: string
  /** As sent: neither decoded nor normalised (SEC-24). */
  readonly path: string
  /** `path` below the mount of its face, with a leading `/`. */
  readonly local: string
  /** Text after `?`, as sent; empty for none. */
  readonly query: string
  readonly params: Params
  readonly client: ClientHint
  /** See `Caller.limitKey`. */
  readonly limitKey: string | null
  readonly receivedAt: Instant
  /** Most bytes of a body. */
  readonly bodyLimit: number
  /** Set once a use case has been handed the signal of the client's going. */
  signal: AbortSignal | null
  /** Set once the body has been asked for. */
  body: Promise<Uint8Array> | null
}

/** Parts of the path that a route names, as sent. */
export type Params = Readonly<Record<string, string>>

/** What goes back. Collected as data; the `Response` is built from it once (performance 12.6). */
export interface Answer {
  readonly status: number
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array> | null
  /** What the log calls it: the code of a refusal, or what failed; empty when all went well. */
  readonly outcome: string
}

export function answer(
  status: number,
  headers: Readonly<Record<string, string>>,
  body: Answer['body'],
  outcome = '',
): Answer {
  return { status, headers, body, outcome }
}

/** The signal of the client's going, for work worth dropping. Asked for only where it is: it costs. */
export function signalOf(exchange: Exchange): AbortSignal {
  exchange.signal ??= exchange.request.signal
  return exchange.signal
}
