import { Fault, Unavailable } from '../../kernel/faults.ts'

/** A key that a transaction inserted exists already: decided around the transaction (model 3). */
export class Taken extends Fault {
  override readonly name = 'Taken'
}

/**
 * A deadlock, a lost race or a serialization failure: the whole function runs again (REL-23). Whoever
 * has tried often enough lets it go on, and it is answered as a world too busy.
 */
export class Retryable extends Unavailable {
  constructor(message: string, options?: ErrorOptions) {
    super(message, 1, options)
  }
}

/** True when the connection should not be used again: it is gone, or leads to a demoted server. */
export function isLost(error: unknown): boolean {
  return error instanceof Unavailable && !(error instanceof Retryable)
}
