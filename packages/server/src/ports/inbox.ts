/** A message that stayed on this machine. `createdAt` is RFC 3339 in UTC. */
export interface InboxMessage {
  readonly id: string
  readonly to: string
  readonly from: string
  readonly subject: string
  readonly kind: string
  readonly link: string
  readonly code: string
  readonly text: string
  readonly html: string
  readonly createdAt: string
}

export interface InboxQuery {
  /** Exact address, compared case-insensitively in ASCII. */
  readonly to?: string
  readonly kind?: string
}

/** Mail that was caught instead of sent: newest first, 500 kept (UX 3). */
export interface Inbox {
  list(query: InboxQuery): readonly InboxMessage[]
  find(id: string): InboxMessage | null
  /** Resolves with the newest match as soon as there is one, or `null` when `signal` fires. */
  wait(query: InboxQuery, signal: AbortSignal): Promise<InboxMessage | null>
  /** Forgets one message; whether there was one. */
  remove(id: string): boolean
  clear(): void
  /** Calls `listener` for each new message until the returned function is called. */
  subscribe(listener: (message: InboxMessage) => void): () => void
}
