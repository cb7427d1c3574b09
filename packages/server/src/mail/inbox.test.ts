import { describe, expect, it } from 'vitest'
import { instantAt } from '../kernel/instant.ts'
import type { InboxMessage } from '../ports/inbox.ts'
import { createInbox } from './inbox.ts'
import { createInboxMailer } from './inbox-mailer.ts'

const content = {
  to: 'jane@x.test',
  from: 'a@b.test',
  subject: 's',
  kind: 'confirmation',
  link: '',
  code: '',
  text: 't',
  html: 'h',
}

function inboxAt(now: number, capacity?: number) {
  return createInbox({ now: () => instantAt(now) }, capacity)
}

describe('the inbox', () => {
  it('UX 3: lists the newest first and keeps as many as it was told', () => {
    const inbox = inboxAt(5000, 2)
    for (const subject of ['one', 'two', 'three']) inbox.add({ ...content, subject })
    expect(inbox.list({}).map((each) => each.subject)).toEqual(['three', 'two'])
    expect(inboxAt(0).list({})).toEqual([])
  })

  it('gives ids that grow, also after a restart', () => {
    const inbox = inboxAt(5000)
    inbox.add(content)
    inbox.add(content)
    expect(inbox.list({}).map((each) => each.id)).toEqual(['5001', '5000'])
    expect(inbox.find('5001')?.createdAt).toBe('1970-01-01T00:00:05.000Z')
    expect(inbox.find('4999')).toBeNull()
  })

  it('finds by address in any ASCII case, and by kind', () => {
    const inbox = inboxAt(0)
    inbox.add({ ...content, to: 'Jane@x.test' })
    inbox.add({ ...content, to: 'other@x.test', kind: 'recovery' })
    expect(inbox.list({ to: 'jANE@X.test' })).toHaveLength(1)
    expect(inbox.list({ to: 'jane@x.test', kind: 'recovery' })).toHaveLength(0)
    expect(inbox.list({ kind: 'recovery' })).toHaveLength(1)
  })

  it('forgets everything when it is cleared', () => {
    const inbox = inboxAt(0)
    inbox.add(content)
    inbox.clear()
    expect(inbox.list({})).toEqual([])
  })

  it('UX 3: forgets one message, and says whether there was one', () => {
    const inbox = inboxAt(5000)
    inbox.add(content)
    inbox.add(content)
    expect([inbox.remove('5000'), inbox.remove('5000'), inbox.remove('x')]).toEqual([
      true,
      false,
      false,
    ])
    expect(inbox.list({}).map((each) => each.id)).toEqual(['5001'])
  })

  it('tells those who listen, until they no longer do', () => {
    const inbox = inboxAt(0)
    const heard: InboxMessage[] = []
    const stop = inbox.subscribe((message) => void heard.push(message))
    inbox.add(content)
    stop()
    inbox.add(content)
    expect(heard.map((each) => each.id)).toEqual(['1'])
  })
})

describe('waiting for a message', () => {
  it('ends at once when there is one', async () => {
    const inbox = inboxAt(0)
    inbox.add(content)
    inbox.add({ ...content, subject: 'newer' })
    const found = await inbox.wait({ to: content.to }, AbortSignal.abort())
    expect(found?.subject).toBe('newer')
  })

  it('ends with the next match, and no other', async () => {
    const inbox = inboxAt(0)
    const waiting = inbox.wait({ to: content.to }, new AbortController().signal)
    inbox.add({ ...content, to: 'other@x.test' })
    inbox.add({ ...content, subject: 'first' })
    inbox.add({ ...content, subject: 'second' })
    expect((await waiting)?.subject).toBe('first')
  })

  it('ends with nothing when the time is up', async () => {
    const inbox = inboxAt(0)
    const time = new AbortController()
    const waiting = inbox.wait({}, time.signal)
    time.abort()
    expect(await waiting).toBeNull()
    expect(await inbox.wait({}, time.signal)).toBeNull()
  })
})

it('mail that stays here looks as it would have left', async () => {
  const inbox = inboxAt(0)
  const mailer = createInboxMailer(inbox)
  expect(await mailer.send({ ...content, messageId: '<1@x>' })).toEqual({ kind: 'sent' })
  expect(inbox.list({})).toEqual([{ ...content, id: '1', createdAt: '1970-01-01T00:00:00.000Z' }])
})
