import { Fault, Unavailable } from '../../../kernel/faults.ts'
import { Retryable, Taken } from '../conflicts.ts'

/** SQLSTATEs that mean something to us (PostgreSQL manual, appendix A). */
const taken = '23505'
const readOnly = '25006'
const canceled = '57014'

/** Serialization failure, deadlock, and a lock that was not given in time. */
const retryable: ReadonlySet<string> = new Set(['40001', '40P01', '55P03'])

/** In a failed transaction, and a prepared statement that was not made there. */
const following: ReadonlySet<string> = new Set(['25P02', '26000'])

/** Connection failures, an idle transaction that was ended, too few resources, shutdown, I/O. */
const unavailable = /^(08...|25P0[34]|53...|57P0[1-5]|58030)$/

/** What Node and the driver say when the connection is gone or was never made. */
const network = /^(E[A-Z]+|ERR_(STREAM|SOCKET)_\w+)$/
const gone =
  /Connection terminated|timeout|connection error|not queryable|after calling end on the pool/i

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

/** True for a statement that the server ended because its time was over. */
export function isCanceled(error: unknown): boolean {
  return sourceState(error) === canceled
}

/** True for an error that only follows from the one before it. */
export function isFollowing(error: unknown): boolean {
  return following.has(sourceState(error))
}

/** The SQLSTATE behind a fault of ours; '' where there is none. */
export function sourceState(error: unknown): string {
  return error instanceof Fault && error.cause instanceof Error ? stateOf(error.cause) : ''
}

function stateOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : ''
}
