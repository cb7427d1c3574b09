/** One rendered message to one person, ready to leave. */
export interface RenderedMail {
  /** Stable across retries, so that a receiver can drop a duplicate (REL-29). */
  readonly messageId: string
  readonly from: string
  readonly to: string
  readonly subject: string
  readonly html: string
  readonly text: string
  /** What it is, for the inbox; empty for mail of other programs. */
  readonly kind: string
  /** The one thing the mail is for; empty when it only tells. */
  readonly link: string
  readonly code: string
}

export type Delivery =
  | { readonly kind: 'sent' }
  | { readonly kind: 'transient'; readonly note: string }
  | { readonly kind: 'permanent'; readonly note: string }

/** Hands a message to the world. Says how it went; never throws for a refused message (REL-31). */
export interface Mailer {
  send(mail: RenderedMail): Promise<Delivery>
  close(): Promise<void>
}
