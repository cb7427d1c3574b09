import { describe, expect, it } from 'vitest'
import type { MailKind } from '../domain/mail.ts'
import { instantAt } from '../kernel/instant.ts'
import { granted, type Outcome, refused } from '../kernel/outcome.ts'
import type { LogFields } from '../ports/log.ts'
import type { FetchedText, FetchFlaw } from './guarded-fetch.ts'
import { renderHtml } from './template-render.ts'
import { createTemplateSource, templateAddress } from './template-source.ts'

const site = 'https://a.example'
const minute = 60_000

function world(location = '/mail/confirm.html') {
  const state = {
    now: 0,
    answer: ok('{{ .Token }}'),
    asked: [] as string[],
    logged: [] as LogFields[],
  }
  const log = (_event: string, fields: LogFields = {}) => void state.logged.push(fields)
  const find = createTemplateSource({
    siteUrl: site,
    locations: { confirmation: location, invite: '', recovery: '', email_change: '' },
    fetch: async (address) => {
      state.asked.push(address)
      return state.answer
    },
    clock: { now: () => instantAt(state.now) },
    log: { info: log, warn: log, error: log },
  })
  const show = async (kind: MailKind = 'confirmation') => {
    const template = await find(kind)
    return template === null ? 'built-in' : renderHtml(template, { Token: 'T' })
  }
  return { state, show }
}

function ok(text: string, status = 200): Outcome<FetchedText, FetchFlaw> {
  return granted({ status, text })
}

describe('server spec 7: where a template is', () => {
  it.each([
    ['http://host', ''],
    ['https://host', ''],
    ['', ''],
    ['https://host/mail/confirm.html', `${site}/mail/confirm.html`],
    ['/some/path#fragment', `${site}/some/path#fragment`],
    ['test.example.com', `${site}/test.example.com`],
    ['https://host/http://x', `${site}/http://x`],
    ['http:elsewhere', 'http:elsewhere'],
  ])('test case 151: %j is fetched from "%s"', (location, address) => {
    expect(templateAddress(site, location)).toBe(address)
  })

  it('keeps the path of the site itself', () => {
    expect(templateAddress(`${site}/sub/`, '/t.html')).toBe(`${site}/sub/t.html`)
  })
})

describe('a template of the site', () => {
  it('is fetched once and kept for ten minutes', async () => {
    const { state, show } = world()
    expect(await show()).toBe('T')
    state.answer = ok('new {{ .Token }}')
    state.now = 10 * minute - 1
    expect(await show()).toBe('T')
    state.now = 10 * minute
    expect(await show()).toBe('new T')
    expect(state.asked).toHaveLength(2)
  })

  it('is fetched once for mails that leave together', async () => {
    const { state, show } = world()
    expect(await Promise.all([show(), show(), show()])).toEqual(['T', 'T', 'T'])
    expect(state.asked).toEqual([`${site}/mail/confirm.html`])
  })

  it('is used for its own kind only, and notices have none', async () => {
    const { state, show } = world()
    expect(await show('recovery')).toBe('built-in')
    expect(await show('password_changed')).toBe('built-in')
    expect(state.asked).toEqual([])
  })

  it('brings a warning when it has no link, as a page has that a site answers for every path', async () => {
    const { state, show } = world()
    state.answer = ok('<p>Welcome</p>')
    expect(await show()).toBe('<p>Welcome</p>')
    expect(state.logged).toEqual([{ kind: 'confirmation' }])
  })
})

describe('REL-58: a template that cannot be had', () => {
  it.each([
    [refused<FetchFlaw>('unreachable'), { problem: 'unreachable' }],
    [ok('{{ .Token }}', 404), { problem: 'status_404' }],
    [ok('x\n{{ oops }}'), { line: 2, column: 1 }],
  ])(
    '%# leaves the built-in one, says why, and is tried again after a minute',
    async (answer, why) => {
      const { state, show } = world()
      state.answer = answer
      expect(await show()).toBe('built-in')
      expect(state.logged[0]).toMatchObject({ kind: 'confirmation', serves: 'built_in', ...why })
      state.answer = ok('{{ .Token }}')
      state.now = minute - 1
      expect(await show()).toBe('built-in')
      state.now = minute
      expect(await show()).toBe('T')
    },
  )

  it('leaves the last good copy when there is one', async () => {
    const { state, show } = world()
    await show()
    state.now = 10 * minute
    state.answer = refused('too_slow')
    expect(await show()).toBe('T')
    expect(state.logged).toEqual([
      { kind: 'confirmation', serves: 'last_copy', problem: 'too_slow' },
    ])
  })
})
