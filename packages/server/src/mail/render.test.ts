import { describe, expect, it } from 'vitest'
import type { MessageId } from '../domain/ids.ts'
import type { MailKind, MailOrder, MailVariables } from '../domain/mail.ts'
import type { JsonObject } from '../kernel/json.ts'
import type { LogFields } from '../ports/log.ts'
import { createMailRenderer, type MailRendererNeeds } from './render.ts'
import { readTemplate } from './template.ts'

const id = '0190aaaa-0000-7000-8000-000000000001' as MessageId

function order(kind: MailKind = 'confirmation', more: Partial<MailVariables> = {}): MailOrder {
  return {
    kind,
    to: 'jane@x.test',
    variables: {
      siteUrl: 'https://a.example/sub',
      confirmationUrl: 'https://a.example/#confirmation_token=abc',
      email: 'jane@x.test',
      newEmail: '',
      token: 'abc',
      data: {},
      lifetime: 86_400,
      ...more,
    },
  }
}

function renderer(own: Partial<{ subject: string; html: string; sender: string }> = {}) {
  const logged: LogFields[] = []
  const log = (event: string, fields: LogFields = {}) => void logged.push({ event, ...fields })
  const template = own.html === undefined ? null : readTemplate(own.html)
  const needs: MailRendererNeeds = {
    sender: own.sender ?? 'Acme <mail@a.example>',
    subjects: { confirmation: own.subject ?? '', invite: '', recovery: '', email_change: '' },
    templates: async () => (template?.granted ? template.value : null),
    log: { info: log, warn: log, error: log },
  }
  return { render: createMailRenderer(needs), logged }
}

function name(full_name: string): { readonly data: JsonObject } {
  return { data: { full_name } }
}

describe('a rendered mail', () => {
  it('names its sender, reader, link and lifetime', async () => {
    const mail = await renderer().render(order(), id)
    expect(mail).toMatchObject({
      from: 'Acme <mail@a.example>',
      to: 'jane@x.test',
      subject: 'Confirm Your Signup',
      kind: 'confirmation',
      link: 'https://a.example/#confirmation_token=abc',
      code: '',
    })
    expect(mail.text).toContain('for 24 hours')
    expect(mail.html).toContain('href="https://a.example/#confirmation_token=abc"')
  })

  it('REL-29: has the same Message-ID however often it is rendered', async () => {
    const { render } = renderer()
    const ids = [await render(order(), id), await render(order(), id)].map((each) => each.messageId)
    expect(ids).toEqual([`<${id}@a.example>`, `<${id}@a.example>`])
  })

  it('comes from the site when no sender is set', async () => {
    expect((await renderer({ sender: '' }).render(order(), id)).from).toBe('no-reply@a.example')
  })

  it('shows a typed code to the inbox', async () => {
    expect((await renderer().render(order('recovery', { token: '012345' }), id)).code).toBe(
      '012345',
    )
  })
})

describe('the operator’s own words', () => {
  it('server spec 7: take the place of the built-in ones, with GoTrue’s variables', async () => {
    const html =
      '<p>{{ .SiteURL }} {{ .Email }} {{ .NewEmail }} {{ .Token }} {{ .Data.full_name }}</p><a href="{{ .ConfirmationURL }}">Go</a>'
    const { render, logged } = renderer({ subject: 'Welcome, {{ .Data.full_name }}', html })
    const mail = await render(order('confirmation', { ...name('Ada'), newEmail: 'n@x.test' }), id)
    expect(mail.subject).toBe('Welcome, Ada')
    expect(mail.html).toBe(
      '<p>https://a.example/sub jane@x.test n@x.test abc Ada</p><a href="https://a.example/#confirmation_token=abc">Go</a>',
    )
    expect(mail.text).toBe(
      'https://a.example/sub jane@x.test n@x.test abc Ada\n\nGo (https://a.example/#confirmation_token=abc)\n',
    )
    expect(logged).toEqual([])
  })

  it('Q-046: have a subject in plain text', async () => {
    const { render } = renderer({ subject: 'Hi {{ .Data.full_name }}' })
    expect((await render(order('confirmation', name('A & B <c>')), id)).subject).toBe(
      'Hi A & B <c>',
    )
  })

  it('M-22 SEC-111: show what a stranger wrote as text, unread', async () => {
    const { render } = renderer({ html: '<p>{{ .Data.full_name }}</p>' })
    const hostile = `<script>alert(1)</script>{{.Token}}$${'{7*7}'}`
    const mail = await render(order('confirmation', name(hostile)), id)
    expect(mail.html).toBe(`<p>&lt;script&gt;alert(1)&lt;/script&gt;{{.Token}}$${'{7*7}'}</p>`)
  })

  it.each(['Ada\r\nBcc: b@evil.test', 'Ada\nX', 'Ada\0', 'x'.repeat(600)])(
    'SEC-111 Q-046: give way to the built-in subject when a value would break the header (%#)',
    async (value) => {
      const { render, logged } = renderer({ subject: 'Hi {{ .Data.full_name }}' })
      const mail = await render(order('confirmation', name(value)), id)
      expect(mail.subject).toBe('Confirm Your Signup')
      expect(logged).toMatchObject([{ event: 'mail.subject_unusable', kind: 'confirmation' }])
    },
  )

  it('REL-58: give way to the built-in ones when they cannot be read or grow too long', async () => {
    const { render, logged } = renderer({
      subject: 'Hi {{ oops }}',
      html: '{{ .Data }}'.repeat(50),
    })
    const mail = await render(order('confirmation', name('x'.repeat(10_000))), id)
    expect(mail.subject).toBe('Confirm Your Signup')
    expect(mail.html).toContain('Confirm email')
    expect(logged).toMatchObject([
      { event: 'mail.subject_unusable', line: 1, column: 4 },
      { event: 'mail.template_unusable', problem: 'too_long' },
    ])
  })

  it('concern only their own kind', async () => {
    const mail = await renderer({ subject: 'mine' }).render(order('recovery'), id)
    expect(mail.subject).toBe('Reset Your Password')
  })
})

it('a built-in mail never shows metadata, so that nobody writes to strangers through us', async () => {
  const { render } = renderer()
  for (const kind of ['confirmation', 'invite', 'recovery', 'email_change'] as const) {
    const mail = await render(order(kind, name('WIN A PRIZE evil.test')), id)
    expect(mail.html + mail.text + mail.subject).not.toContain('PRIZE')
  }
})
