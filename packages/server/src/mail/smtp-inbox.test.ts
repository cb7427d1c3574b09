import { connect } from 'node:net'
import { createTransport } from 'nodemailer'
import { afterEach, describe, expect, it } from 'vitest'
import { instantAt } from '../kernel/instant.ts'
import type { Log } from '../ports/log.ts'
import { createInbox, type FillableInbox } from './inbox.ts'
import { findPurpose } from './mail-purpose.ts'
import { openSmtpInbox, type SmtpInbox } from './smtp-inbox.ts'

const log: Log = { info: () => undefined, warn: () => undefined, error: () => undefined }
let inbox: FillableInbox
let server: SmtpInbox | null = null

async function open(port = 0): Promise<SmtpInbox> {
  inbox = createInbox({ now: () => instantAt(0) })
  server = await openSmtpInbox({ inbox, log, port })
  return server
}

afterEach(async () => {
  await server?.close()
  server = null
})

function program(port: number, auth?: { user: string; pass: string }) {
  return createTransport({ host: '127.0.0.1', port, ...(auth === undefined ? {} : { auth }) })
}

const mail = { from: 'App <app@x.test>', to: 'jane@x.test', subject: 'Grüße', text: 'hello' }

describe('mail of other programs', () => {
  it('lands in the inbox with its link and its code', async () => {
    const { port } = await open()
    await program(port).sendMail({
      ...mail,
      text: 'Your code: 123456. https://app.test/text',
      html: '<p>Your code: 123456 <a class="b" href="https://app.test/go?a=1&amp;b=2">Go</a></p>',
    })
    expect(inbox.list({ to: 'jane@x.test' })[0]).toMatchObject({
      from: 'App <app@x.test>',
      subject: 'Grüße',
      kind: '',
      link: 'https://app.test/go?a=1&b=2',
      code: '123456',
    })
  })

  it('lands once for each recipient, hidden ones too', async () => {
    const { port } = await open()
    await program(port).sendMail({ ...mail, to: ['a@x.test', 'b@x.test'], bcc: 'c@x.test' })
    expect(
      inbox
        .list({})
        .map((each) => each.to)
        .sort(),
    ).toEqual(['a@x.test', 'b@x.test', 'c@x.test'])
  })

  it('may sign in with any name and password', async () => {
    const { port } = await open()
    await program(port, { user: 'any', pass: 'thing' }).sendMail(mail)
    expect(inbox.list({})[0]?.text.trim()).toBe('hello')
  })

  it('gets a text when it has only HTML', async () => {
    const { port } = await open()
    await program(port).sendMail({ ...mail, text: undefined, html: '<p>A</p><p>B</p>' })
    expect(inbox.list({})[0]?.text.trim()).toBe('A\n\nB')
  })

  it('is refused when it is larger than 1 MiB, and the next one is not', async () => {
    const { port } = await open()
    const large = { ...mail, text: `${'x'.repeat(70)}\n`.repeat(16_000) }
    await expect(program(port).sendMail(large)).rejects.toMatchObject({ code: 'EMESSAGE' })
    expect(inbox.list({})).toEqual([])
    await program(port).sendMail(mail)
    expect(inbox.list({})).toHaveLength(1)
  })

  it('is refused beyond fifty connections', async () => {
    const { port } = await open()
    const greetings = Array.from({ length: 51 }, () => greeting(port))
    const codes = (await Promise.all(greetings)).map((text) => text.slice(0, 3))
    expect(codes.filter((code) => code === '220')).toHaveLength(50)
    expect(codes.filter((code) => code === '421')).toHaveLength(1)
  })
})

function greeting(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('data', (data) => resolve(data.toString()))
    socket.once('error', reject)
  })
}

it('says so when its port is taken', async () => {
  const { port } = await open()
  const second = openSmtpInbox({ inbox, log, port })
  await expect(second).rejects.toMatchObject({ code: 'EADDRINUSE' })
})

describe('what a mail is for', () => {
  it.each([
    ['', 'see https://a.test/x?y=1. Bye', 'https://a.test/x?y=1', ''],
    ['', '(https://a.test/x)', 'https://a.test/x', ''],
    [
      '<a name="top">x</a><a href="mailto:x@y.z">m</a><a href=http://a.test/>y</a>',
      '',
      'http://a.test/',
      '',
    ],
    ['<img src="https://a.test/p.png">', '', '', ''],
    ['', 'code 012345!', '', '012345'],
    ['', 'call +49 30 1234567 or 12345, see https://a.test/123456', 'https://a.test/123456', ''],
    ['', 'on 2024-01-01 order 1234567', '', ''],
  ])('%j %j: link "%s", code "%s"', (html, text, link, code) => {
    expect(findPurpose(html, text)).toEqual({ link, code })
  })
})
