import { Fault } from '../../kernel/faults.ts'

/** A key that a transaction inserted exists already: decided around the transaction (model 3). */
export class Taken extends Fault {
  override readonly name = 'Taken'
}

/** A deadlock, a lost race or a serialization failure: the whole function runs again (REL-23). */
export class Retryable extends Fault {
  override readonly name = 'Retryable'
}
