import type { Seconds } from '../kernel/instant.ts'
import { errorBody, json } from './error-body.ts'
import { type Answer, answer, type Exchange } from './exchange.ts'
import type { Failure } from './face.ts'

export interface FailureWords {
  readonly status: number
  readonly text: string
  /** Supabase's name for the same fault; empty where it has none. */
  readonly errorCode: string
}

/** What every face says when a request fails beside its use case, unless it knows better. */
export const failures: Readonly<Record<Failure, FailureWords>> = {
  not_found: { status: 404, text: 'Not found', errorCode: '' },
  method_not_allowed: { status: 405, text: 'Method not allowed', errorCode: '' },
  uri_too_long: { status: 414, text: 'Request address too long', errorCode: '' },
  body_too_large: {
    status: 413,
    text: 'Request body too large',
    errorCode: 'request_entity_too_large',
  },
  body_lost: { status: 400, text: 'Error reading body', errorCode: 'bad_json' },
  body_encoded: { status: 415, text: 'Request body must not be encoded', errorCode: '' },
  media_type_unsupported: { status: 415, text: 'Unsupported content type', errorCode: '' },
  misdirected: { status: 421, text: 'This page answers at its own address only', errorCode: '' },
  unavailable: {
    status: 503,
    text: 'Service unavailable, try again later',
    errorCode: 'unexpected_failure',
  },
  unexpected: { status: 500, text: 'Internal server error', errorCode: '' },
}

/** A failure as the common JSON body. `retryAfter` is written where it is given. */
export function failureAnswer(
  failure: Failure,
  { id }: Exchange,
  showsCode: boolean,
  retryAfter?: Seconds,
): Answer {
  const { status, text, errorCode } = failures[failure]
  const headers = retryAfter === undefined ? json : { ...json, 'retry-after': String(retryAfter) }
  return answer(status, headers, errorBody(status, text, showsCode ? errorCode : '', id), failure)
}
