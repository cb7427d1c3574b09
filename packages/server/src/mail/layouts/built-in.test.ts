import { describe, expect, it } from 'vitest'
import type { MailKind } from '../../domain/mail.ts'
import type { JsonObject } from '../../kernel/json.ts'
import { writeTextOf } from '../html-text.ts'
import { renderHtml, renderPlain } from '../template-render.ts'
import { readBuiltIn } from './built-in.ts'
import { messages } from './messages.ts'

const kinds = Object.keys(messages) as MailKind[]
const link = 'https://a.example/#recovery_token=abc'
const variables: JsonObject = {
  SiteURL: 'https://a.example',
  SiteName: 'a.example',
  ConfirmationURL: link,
  Email: 'jane@x.test',
  NewEmail: 'new@x.test',
  Lifetime: '1 hour',
}

function render(kind: MailKind, values: JsonObject = variables) {
  const mail = readBuiltIn(kind)
  const html = renderHtml(mail.html, values) ?? ''
  return {
    html,
    text: renderPlain(mail.text, values) ?? '',
    subject: renderPlain(mail.subject, values) ?? '',
  }
}

describe.each(kinds)('the built-in mail %s', (kind) => {
  it('UX 7: is under 20 kB, loads nothing and leads nowhere but to its link', () => {
    const { html } = render(kind)
    expect(new TextEncoder().encode(html).byteLength).toBeLessThan(20_000)
    expect(html).not.toMatch(/<img|url\(|@import|<link/)
    const targets = [...html.matchAll(/(?:href|src)="([^"]*)"/g)].map((found) => found[1])
    expect(new Set(targets)).toEqual(new Set([link]))
    expect(targets).toHaveLength(2)
  })

  it('says the same in its text part', () => {
    const { html, text } = render(kind)
    for (const line of text.split('\n').filter((each) => each !== '')) {
      expect(writeTextOf(html)).toContain(line.replace(/:$/, ''))
    }
  })

  it('Q-046: names the real lifetime, and nothing when there is none', () => {
    expect(render(kind).text).toContain('for 1 hour.')
    expect(render(kind, { ...variables, Lifetime: '' }).text).not.toContain('The link works')
  })

  it('has neither button nor gap without a link', () => {
    const { html, text } = render(kind, { ...variables, ConfirmationURL: '' })
    expect(html).not.toContain('<a ')
    expect(text).not.toMatch(/\n{3}/)
    expect(text).not.toContain(`${messages[kind].button}:`)
  })

  it('leaves no variable unfilled', () => {
    const { html, text, subject } = render(kind)
    expect(html + text + subject).not.toMatch(/\{\{|\}\}|undefined|ZgotmplZ/)
  })
})

it.each([
  ['confirmation', 'Confirm Your Signup'],
  ['invite', 'You have been invited'],
  ['recovery', 'Reset Your Password'],
  ['email_change', 'Confirm Email Change'],
] as const)('server spec 7: the subject of %s is "%s"', (kind, subject) => {
  expect(render(kind).subject).toBe(subject)
})

it('names the site in an invitation, and both addresses in a change', () => {
  expect(render('invite').text).toContain('https://a.example')
  expect(render('email_change').text).toMatch(/jane@x\.test to new@x\.test/)
})

it('UX 7: tells what to do about a mail that one did not ask for', () => {
  expect(render('recovery').text).toContain('If this was not you, ignore this mail')
  expect(render('password_changed').text).toContain('This was not me:\nhttps://')
  expect(render('email_change_notice').html).toContain('>This was not me</a>')
})
