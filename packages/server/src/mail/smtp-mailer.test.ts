import { afterEach, describe, expect, it } from 'vitest'
import { openSmtpSink, type SmtpSink } from '../../test/support/smtp-sink.ts'
import { instantAt } from '../kernel/instant.ts'
import type { Mailer, RenderedMail } from '../ports/mailer.ts'
import { createSmtpMailer } from './smtp-mailer.ts'
import { type SmtpSettings, smtpOptions, smtpTimeouts } from './smtp-options.ts'

const mail: RenderedMail = {
  messageId: '<0190aaaa-0000-7000-8000-000000000001@a.example>',
  from: 'Acme, Inc. <mail@a.example>',
  to: 'Jane@bücher.test',
  subject: 'Grüße & more',
  html: '<p>Hällo <a href="https://a.example/#t=x">there</a></p>',
  text: 'Hällo https://a.example/#t=x',
  kind: 'confirmation',
  link: 'https://a.example/#t=x',
  code: '',
}

const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close()
})

function mailerTo(sink: SmtpSink, settings: Partial<SmtpSettings> = {}, message = 5000): Mailer {
  const mailer = createSmtpMailer({
    settings: {
      host: '127.0.0.1',
      port: sink.port,
      user: '',
      password: '',
      insecure: false,
      ...settings,
    },
    clock: { now: () => instantAt(1_700_000_000_000) },
    timeouts: { ...smtpTimeouts, message },
  })
  open.push(mailer)
  return mailer
}

async function sink(options: Parameters<typeof openSmtpSink>[0] = {}): Promise<SmtpSink> {
  const server = await openSmtpSink(options)
  open.push(server)
  return server
}

describe('a mail on its way', () => {
  it('arrives in both forms, from and to the addresses we chose', async () => {
    const server = await sink()
    expect(await mailerTo(server).send(mail)).toEqual({ kind: 'sent' })
    const [got] = server.received
    expect(got).toMatchObject({ from: 'mail@a.example', to: ['Jane@bücher.test'] })
    expect(got?.raw).toMatch(/^To: Jane@xn--bcher-kva.test\r$/m)
    expect(got?.email).toMatchObject({
      messageId: mail.messageId,
      subject: 'Grüße & more',
      from: { name: 'Acme, Inc.', address: 'mail@a.example' },
      date: '2023-11-14T22:13:20.000Z',
    })
    expect(got?.email.html?.trim()).toBe(mail.html)
    expect(got?.email.text?.trim()).toBe(mail.text)
    expect(got?.raw).toMatch(/^Content-Type: multipart\/alternative/im)
    expect(got?.raw).toMatch(/^Auto-Submitted: auto-generated/im)
    expect(got?.raw).not.toMatch(/x-mailer|nodemailer/i)
  })

  it('REL-31: uses one connection again', async () => {
    const server = await sink()
    const mailer = mailerTo(server)
    for (let n = 0; n < 3; n += 1) expect(await mailer.send(mail)).toEqual({ kind: 'sent' })
    expect(server.connections()).toBe(1)
  })

  it.each([
    { to: 'a@x.test\r\nBcc: b@evil.test' },
    { to: 'a@x.test, b@evil.test' },
    { to: '"b@evil.test x"@x.test' },
    { to: 'a@x.test\0' },
    { to: '' },
    { subject: 'hello\r\nBcc: b@evil.test' },
    { subject: 'hello\0' },
    { from: 'nobody' },
    { messageId: '<a@b>\nX: y' },
  ])(
    'SEC-111 E-10: is refused for good when a header is not one plain value: %j',
    async (wrong) => {
      const server = await sink()
      expect(await mailerTo(server).send({ ...mail, ...wrong })).toMatchObject({
        kind: 'permanent',
      })
      expect(server.connections()).toBe(0)
    },
  )

  it('Q-152: reaches a local part beyond ASCII where the server takes it', async () => {
    const server = await sink()
    expect(await mailerTo(server).send({ ...mail, to: 'jürgen@x.test' })).toEqual({ kind: 'sent' })
    expect(server.received[0]?.to).toEqual(['jürgen@x.test'])
  })
})

describe('REL-31: what a server says', () => {
  it.each([
    ['greeting', 421, 'transient'],
    ['greeting', 554, 'transient'],
    ['mail', 451, 'transient'],
    ['mail', 550, 'transient'],
    ['rcpt', 450, 'transient'],
    ['rcpt', 550, 'permanent'],
    ['data', 452, 'transient'],
    ['data', 554, 'permanent'],
  ] as const)('%s %i is %s', async (at, code, kind) => {
    const server = await sink()
    server.script({ at, code, text: '<jane@x.test> is not wanted' })
    const delivery = await mailerTo(server).send(mail)
    expect(delivery).toMatchObject({ kind })
    expect(JSON.stringify(delivery)).not.toContain('jane@')
    expect(await mailerTo(server).send(mail)).toEqual({ kind: 'sent' })
  })

  it.each(['hang at rcpt', 'hang at data', 'drop after data'] as const)(
    '%s is transient',
    async (step) => {
      const server = await sink()
      server.script(step)
      expect(await mailerTo(server, {}, 200).send(mail)).toMatchObject({ kind: 'transient' })
    },
  )

  it('silence on the port is transient', async () => {
    const server = await sink()
    await server.close()
    expect(await mailerTo(server).send(mail)).toMatchObject({ kind: 'transient' })
  })

  it('a refused sign-in is ours to mend, so it is transient', async () => {
    const server = await sink({ onAuth: (_auth, _session, answer) => answer(new Error('no')) })
    const mailer = mailerTo(server, { user: 'u', password: 'p' })
    expect(await mailer.send(mail)).toMatchObject({ kind: 'transient' })
  })

  it('one hanging mail does not hold up the next', async () => {
    const server = await sink()
    server.script('hang at data')
    const mailer = mailerTo(server, {}, 400)
    const stuck = mailer.send(mail)
    await expect(mailer.send(mail)).resolves.toEqual({ kind: 'sent' })
    await expect(stuck).resolves.toMatchObject({ kind: 'transient' })
  })
})

describe('SEC-126: on the way to another machine', () => {
  // 0.0.0.0 reaches this machine, and is no loopback address.
  const elsewhere = { host: '0.0.0.0' }

  it('nothing leaves without encryption', async () => {
    const server = await sink()
    expect(await mailerTo(server, elsewhere).send(mail)).toMatchObject({
      kind: 'transient',
      note: expect.stringContaining('STARTTLS'),
    })
    expect(server.received).toHaveLength(0)
  })

  it('nothing leaves to a server whose certificate nobody vouches for', async () => {
    const server = await sink({ disabledCommands: [] })
    expect(await mailerTo(server, elsewhere).send(mail)).toMatchObject({ kind: 'transient' })
    expect(server.received).toHaveLength(0)
  })

  it('an operator may waive the certificate, and then it is still encrypted where it can be', async () => {
    const server = await sink({ disabledCommands: [] })
    const mailer = mailerTo(server, { ...elsewhere, insecure: true, user: 'u', password: 'p' })
    expect(await mailer.send(mail)).toEqual({ kind: 'sent' })
    expect(server.received[0]).toMatchObject({ isEncrypted: true, user: 'u' })
  })

  it('an operator may waive encryption, but a password is never sent in clear', async () => {
    const server = await sink()
    const open = mailerTo(server, { ...elsewhere, insecure: true })
    expect(await open.send(mail)).toEqual({ kind: 'sent' })
    const withPassword = mailerTo(server, {
      ...elsewhere,
      insecure: true,
      user: 'u',
      password: 'p',
    })
    expect(await withPassword.send(mail)).toMatchObject({ kind: 'transient' })
    expect(server.received).toHaveLength(1)
  })

  it('to this machine itself neither is needed', async () => {
    const server = await sink()
    const mailer = mailerTo(server, { user: 'u', password: 'p' })
    expect(await mailer.send(mail)).toEqual({ kind: 'sent' })
    expect(server.received[0]).toMatchObject({ isEncrypted: false, user: 'u' })
  })

  it('port 465 is encrypted from the start', () => {
    const settings = { host: 'smtp.a.example', port: 465, user: '', password: '', insecure: false }
    expect(smtpOptions(settings, smtpTimeouts)).toMatchObject({
      secure: true,
      tls: { rejectUnauthorized: true, minVersion: 'TLSv1.2' },
    })
    expect(smtpOptions({ ...settings, port: 587 }, smtpTimeouts)).toMatchObject({
      secure: false,
      requireTLS: true,
    })
  })
})
