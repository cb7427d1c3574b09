import type { Inbox } from '../ports/inbox.ts'
import type { LiveMail } from './live-event.ts'

/** Tells `listener` of each mail that arrives, with the page that shows it below `url`. */
export function watchInbox(
  inbox: Pick<Inbox, 'subscribe'>,
  url: string,
  listener: (mail: LiveMail) => void,
): void {
  inbox.subscribe(({ id, to, kind, createdAt }) => {
    const at = new Date(createdAt)
    listener({ kind: 'mail', at, what: kind, who: to, url: `${url}/_/inbox/m/${id}` })
  })
}
