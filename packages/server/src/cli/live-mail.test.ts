import { expect, it } from 'vitest'
import { instantAt } from '../kernel/instant.ts'
import { createInbox } from '../mail/inbox.ts'
import type { LiveMail } from './live-event.ts'
import { watchInbox } from './live-mail.ts'

it('each mail is told with the page that shows it, and without its link (SEC-118)', () => {
  const inbox = createInbox({ now: () => instantAt(Date.UTC(2026, 10, 21, 12, 4, 31)) })
  const told: LiveMail[] = []
  watchInbox(inbox, 'http://localhost:9999', (mail) => void told.push(mail))
  inbox.add({
    to: 'jane@example.test',
    from: 'no-reply@localhost',
    subject: 'Confirm Your Signup',
    kind: 'confirmation',
    link: 'http://localhost:9999/#confirmation_token=canary',
    code: '',
    text: '',
    html: '',
  })
  const [mail] = inbox.list({})
  expect(told).toEqual([
    {
      kind: 'mail',
      at: new Date(Date.UTC(2026, 10, 21, 12, 4, 31)),
      what: 'confirmation',
      who: 'jane@example.test',
      url: `http://localhost:9999/_/inbox/m/${mail?.id}`,
    },
  ])
})
