import type { Unreadable } from '@latchkey/wire/read'
import type { Seconds } from '../kernel/instant.ts'
import type { Cors } from './cors.ts'
import type { Answer, Exchange } from './exchange.ts'

/** One endpoint: where it is, and what answers. */
export interface Route {
  readonly method: string
  /** Below a mount: `/admin/users/:id`. A trailing `/*` takes every path below. */
  readonly path: string
  run(exchange: Exchange): Promise<Answer> | Answer
}

/** What goes wrong before or beside a use case. */
export type Failure =
  | 'not_found'
  | 'method_not_allowed'
  | 'uri_too_long'
  | 'body_too_large'
  | 'body_lost'
  | 'body_encoded'
  | 'media_type_unsupported'
  | 'misdirected'
  | 'unavailable'
  | 'unexpected'

/** A dialect, or our own pages: a table of routes, and words for what goes wrong. */
export interface Face {
  /** Where its routes are: `/`, or a path without a slash at its end. */
  readonly mounts: readonly string[]
  /** Paths below which it answers what no route matched; the longest of all faces counts. */
  readonly realms: readonly string[]
  readonly routes: readonly Route[]
  /** Most bytes of a body (SEC-104). */
  readonly bodyLimit: number
  /** Who may read answers from another origin; `null`: nobody. */
  readonly cors: Cors | null
  /** Whether only listed origins may read answers of this path below the mount (Q-085). */
  isRestricted(local: string): boolean
  /** Answers where no route matched; `allowed` are the methods of the path. */
  unmatched(exchange: Exchange, allowed: readonly string[]): Promise<Answer> | Answer
  unreadable(error: Unreadable, exchange: Exchange): Answer
  fail(failure: Failure, exchange: Exchange, retryAfter?: Seconds): Answer
}

/** Thrown where a request cannot be taken as it is; answered with the face's words. */
export class Unacceptable extends Error {
  override readonly name = 'Unacceptable'
  readonly failure: Failure

  constructor(failure: Failure, options?: ErrorOptions) {
    super(failure, options)
    this.failure = failure
  }
}
