import type { Mailer } from '../ports/mailer.ts'
import type { FillableInbox } from './inbox.ts'

/** Puts every mail into the inbox of this machine, where nobody else sees it. */
export function createInboxMailer(inbox: FillableInbox): Mailer {
  return {
    async send({ messageId: _messageId, ...message }) {
      inbox.add(message)
      return { kind: 'sent' }
    },
    async close() {},
  }
}
