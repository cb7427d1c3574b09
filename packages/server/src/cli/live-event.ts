/** Something that happened on a development server and deserves a line. */
export type LiveEvent = LiveAct | LiveMail

/** What one request did. */
export interface LiveAct {
  readonly kind: 'act'
  readonly at: Date
  /** In words: `signed up`, `refused`. */
  readonly what: string
  /** Address of the person it is about; empty when nobody knows. */
  readonly who: string
  readonly status: number
  readonly milliseconds: number
  /** Why it was refused; empty when it was not. */
  readonly refusal: string
}

/** A mail that stayed in the inbox. */
export interface LiveMail {
  readonly kind: 'mail'
  readonly at: Date
  /** What the mail is for; empty for mail of other programs. */
  readonly what: string
  readonly who: string
  /** Where to read it. */
  readonly url: string
}
