import { Fault, Unavailable } from '../../../kernel/faults.ts'
import { Retryable, Taken } from '../conflicts.ts'

/** SQLSTATEs that mean something to us (PostgreSQL manual, appendix A). */
const taken = '23505'
const retryable: ReadonlySet<string> = new Set(['40001', '40P01', '55P03'])
const readOnly = '25006'
const canceled = '57014'
/** The transaction had failed already: another error tells why. */
export const inFailedTransaction = '25P02'

/** Connection failures, shutdown, too many connections, out of disk or memory. */
const unavailable = /^(08...|57P0[1-5]|53...|58030)$/

/** What a driver says when the connection is gone or was never made. */
const network = /^(E[A-Z]+|UND_ERR.*)$/
const gone = /Connection terminated|timeout exceeded|Client has encountered|not queryable|closed/i

/** An error of `pg` in our words; a fault of ours stays as it is. */
export function translate(error: unknown): unknown {
  if (error instanceof Fault || !(error instanceof Error)) return error
  const cause = { cause: error }
  const code = stateOf(error)
  if (code === taken) return new Taken('the key exists', cause)
  if (retryable.has(code)) return new Retryable('the database chose another transaction', cause)
  if (code === canceled) return new Unavailable('the database took too long', 1, cause)
  if (code === readOnly) return new Unavailable('the database takes no writes now', 2, cause)
  if (unavailable.test(code) || network.test(code) || (code === '' && gone.test(error.message))) {
    return new Unavailable('the database cannot be reached', 1, cause)
  }
  return new Fault('the database refused a statement', cause)
}

/** True when the connection should not be used again: it is gone, or leads to a demoted server. */
export function isLost(error: unknown): boolean {
  return error instanceof Unavailable
}

export function isCanceled(error: unknown): boolean {
  return error instanceof Error && stateOf(error) === canceled
}

export function stateOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : ''
}
