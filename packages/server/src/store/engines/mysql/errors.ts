import { Fault, Unavailable } from '../../../kernel/faults.ts'
import { Retryable, Taken } from '../conflicts.ts'

/** Server error numbers that mean something to us (MySQL and MariaDB error references). */
const taken: ReadonlySet<number> = new Set([1062])
/** Lock wait, deadlock, Galera certification, TiDB optimistic conflict. */
const retryable: ReadonlySet<number> = new Set([1205, 1213, 1020, 9007])
/** MariaDB's and MySQL's statement time limits. */
const canceled: ReadonlySet<number> = new Set([1969, 3024, 1317])
/** Read-only or demoted, shutting down, full, out of connections, cluster not ready. */
const unavailable: ReadonlySet<number> = new Set([
  1290, 1836, 1792, 1053, 1021, 1114, 1040, 1203, 1226, 1047, 1129, 1927,
])
const network = /^(E[A-Z]+|PROTOCOL_\w+|POOL_\w+|HANDSHAKE_\w+)$/

/** An error of `mysql2` in our words; a fault of ours stays as it is. */
export function translate(error: unknown): unknown {
  if (error instanceof Fault || !(error instanceof Error)) return error
  const cause = { cause: error }
  const number = numberOf(error)
  if (taken.has(number)) return new Taken('the key exists', cause)
  if (retryable.has(number)) return new Retryable('the database chose another transaction', cause)
  if (canceled.has(number)) return new Unavailable('the database took too long', 1, cause)
  if (unavailable.has(number)) return new Unavailable('the database takes no work now', 2, cause)
  if (isNetwork(error)) return new Unavailable('the database cannot be reached', 1, cause)
  // Whatever did not come from the driver is the work's own, and goes on as it is.
  return number === 0 ? error : new Fault('the database refused a statement', cause)
}

export function isCanceled(error: unknown): boolean {
  return error instanceof Error && canceled.has(numberOf(error))
}

function numberOf(error: Error): number {
  return 'errno' in error && typeof error.errno === 'number' ? error.errno : 0
}

function isNetwork(error: Error): boolean {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  return (
    (network.test(code) && !code.startsWith('ER_')) ||
    /closed state|Queue limit|Pool is closed/i.test(error.message)
  )
}
