/**
 * A failure of ours or of the world. Thrown, logged with its cause, answered with a fixed text and an
 * id; rolls a transaction back. Reasons to say no are not faults (see `Outcome`).
 */
export class Fault extends Error {
  override readonly name: string = 'Fault'
}

/** The world is too busy or partly away: answered with 503 and `Retry-After` (REL-19). */
export class Unavailable extends Fault {
  override readonly name = 'Unavailable'
  readonly retryAfter: number

  constructor(message: string, retryAfter: number, options?: ErrorOptions) {
    super(message, options)
    this.retryAfter = retryAfter
  }
}
