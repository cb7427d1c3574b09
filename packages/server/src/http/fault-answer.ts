import { Unreadable } from '@latchkey/wire/read'
import { Unavailable } from '../kernel/faults.ts'
import { seconds } from '../kernel/instant.ts'
import { type Answer, answer, type Exchange } from './exchange.ts'
import { type Face, Unacceptable } from './face.ts'

/** What the handler asks of the log: see `ports/log.ts`. */
export interface FaultLog {
  warn(event: string, fields: FaultFields): void
  error(event: string, fault: unknown, fields: FaultFields): void
}

export interface FaultFields {
  readonly [field: string]: string | number
}

export interface Answered {
  readonly answered: Answer
  /** A fault has its own line in the log, and no other (REL-63). */
  readonly isLogged: boolean
}

/** What broken input, a world too busy and a fault of ours are answered with (SEC-117). */
export function answerFault(
  fault: unknown,
  face: Face,
  exchange: Exchange,
  route: string,
  log: FaultLog,
): Answered {
  const expected = answerExpected(fault, face, exchange)
  if (expected !== null) return { answered: expected, isLogged: false }
  const { id, method } = exchange
  if (fault instanceof Unavailable) {
    const retryAfter = seconds(Math.max(1, Math.ceil(fault.retryAfter)))
    log.warn('request_unavailable', { id, method, route, status: 503, reason: fault.message })
    return { answered: face.fail('unavailable', exchange, retryAfter), isLogged: true }
  }
  log.error('request_failed', fault, { id, method, route, status: 500 })
  return { answered: face.fail('unexpected', exchange), isLogged: true }
}

function answerExpected(fault: unknown, face: Face, exchange: Exchange): Answer | null {
  if (fault instanceof Unreadable) return face.unreadable(fault, exchange)
  if (fault instanceof Unacceptable) return face.fail(fault.failure, exchange)
  // Nobody reads this answer: work was dropped because the client has gone.
  return exchange.signal?.aborted ? answer(499, {}, null, 'client_gone') : null
}
