import type { InboxUseCases } from '../../usecases/usecases.ts'

export type InboxMessage = NonNullable<ReturnType<InboxUseCases['find']>>

/** One caught mail as JSON; without line ends, so that it fits into one event. */
export function writeMessage(message: InboxMessage): string {
  const { id, to, from, subject, kind, link, code, text, html, createdAt } = message
  return JSON.stringify({ id, to, from, subject, kind, link, code, text, html, createdAt })
}
