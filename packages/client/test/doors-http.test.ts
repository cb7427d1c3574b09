import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  clearInbox,
  type DevServer,
  latestMail,
  startDev,
} from '../../server/test/support/dev-server.ts'
import {
  type App,
  fromExamples,
  type StartApp,
  startExpress,
  startFastify,
  startHono,
  startNode,
} from './support/door-apps.ts'
import { addMember, password } from './support/member.ts'
import { signed } from './support/small-api.ts'
import { type Visitor, visitor } from './support/visitor.ts'

const secret = 'q3Vw9Zt1xLr8Kc5Yd2Hn7Bf4Mg6Pj0Ts'
const email = 'ada@example.test'

const express = await fromExamples<Parameters<typeof startExpress>[0]>('express')
const fastify = await fromExamples<Parameters<typeof startFastify>[0]>('fastify')
const doors: readonly [name: string, start: StartApp | null][] = [
  ['hono', startHono],
  ['node:http', startNode],
  ['express', express && startExpress(express)],
  ['fastify', fastify && startFastify(fastify)],
]

let server: DevServer
beforeAll(async () => {
  server = await startDev({ GOTRUE_JWT_SECRET: secret })
  await addMember(server, email, 'Ada')
}, 60_000)
afterAll(() => server?.stop())

describe.each(doors)('the door to %s', (name, start) => {
  if (!start) {
    it.skip(`is not tried: run \`npm ci\` in examples/ for ${name}`, () => {})
    return
  }
  let app: App
  beforeAll(async () => {
    app = await start({ url: server.netlify })
  })
  afterAll(() => app?.close())

  const signedIn = async (): Promise<Visitor> => {
    const ada = visitor(app.origin)
    const page = await ada.post('/sign-in', { email, password })
    expect(page.text).toContain('Hello, Ada!')
    return ada
  }

  it('signs in by a form, shows the page that was wanted, and signs out', async () => {
    const ada = visitor(app.origin)
    expect((await ada.go('/')).text).toContain('Hello, stranger!')
    expect(ada.lines).toEqual([])
    const form = await ada.go('/account')
    expect(form.url.pathname + form.url.search).toBe('/sign-in?next=%2Faccount')
    const account = await ada.submit(form, { email, password })
    expect(account.url.pathname).toBe('/account')
    expect(account.text).toContain('Account: ')
    expect(account.text).toContain('Hello, Ada!')
    expect([...ada.cookies.keys()].sort()).toEqual(['latchkey_access', 'latchkey_refresh'])
    for (const line of ada.lines) {
      expect(line).toMatch(/; Path=\/; Max-Age=2592000; HttpOnly; Secure; SameSite=Lax$/)
    }
    expect((await ada.post('/sign-out', {})).text).toContain('Hello, stranger!')
    expect(ada.cookies.size).toBe(0)
  })

  it('ends the session on the server too', async () => {
    const ada = await signedIn()
    const copy = new Map(ada.cookies)
    await ada.post('/sign-out', {})
    const thief = visitor(app.origin)
    thief.cookies.set('latchkey_refresh', copy.get('latchkey_refresh') ?? '')
    thief.cookies.set('latchkey_access', signed({ sub: 'x', exp: 1 }))
    expect((await thief.go('/')).text).toContain('Hello, stranger!')
  })

  it('shows a wrong password on the sign-in page, and keeps where to go', async () => {
    const ada = visitor(app.origin)
    const page = await ada.post('/sign-in', { email, password: 'wrong', next: '/account' })
    expect(page.url.pathname).toBe('/sign-in')
    expect(page.url.searchParams.get('error')).toBe('invalid_grant')
    expect(page.url.searchParams.get('next')).toBe('/account')
    expect(ada.cookies.size).toBe(0)
  })

  it('follows no `next` to another site', async () => {
    const ada = visitor(app.origin)
    for (const next of ['//evil.example/', '/\\evil.example', 'https://evil.example/']) {
      const page = await ada.post('/sign-in', { email, password, next })
      expect(page.url.href).toBe(`${app.origin}/`)
    }
  })

  it('tells programs 401 in JSON, where people are sent to sign in', async () => {
    const response = await fetch(`${app.origin}/account`, { headers: { accept: '*/*' } })
    expect(response.status).toBe(401)
    expect(response.headers.get('cache-control')).toContain('no-store')
    expect(await response.json()).toMatchObject({ code: 'no_session' })
  })

  it.each([
    ['a page of another site', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }],
    ['a sister site', { 'sec-fetch-site': 'same-site', origin: 'https://evil.example' }],
    ['a sandboxed frame', { 'sec-fetch-site': 'cross-site', origin: 'null' }],
    ['an old browser elsewhere', { 'sec-fetch-site': '', origin: 'https://evil.example' }],
  ])('refuses forms of %s (CSRF)', async (_who, headers) => {
    const ada = await signedIn()
    const before = [...ada.cookies]
    for (const path of ['/sign-in', '/sign-out', '/provider', '/callback']) {
      const page = await ada.post(path, { email: 'mallory@example.test', password }, headers)
      expect(page.status).toBe(403)
    }
    expect([...ada.cookies]).toEqual(before)
  })

  it('accepts the form of an old browser of this site, which sends Origin alone', async () => {
    const ada = visitor(app.origin)
    const page = await ada.post('/sign-in', { email, password }, { 'sec-fetch-site': '' })
    expect(page.text).toContain('Hello, Ada!')
  })

  it('believes no forged token', async () => {
    const mallory = visitor(app.origin)
    const claims = { sub: 'root', exp: 4_000_000_000, user_metadata: { full_name: 'Root' } }
    mallory.cookies.set('latchkey_access', signed(claims, 'a guess'))
    mallory.cookies.set('latchkey_refresh', 'nothing')
    expect((await mallory.go('/')).text).toContain('Hello, stranger!')
  })

  it('renews many requests with one old cookie at once, and nobody is signed out', async () => {
    const ada = await signedIn()
    const { sub } = JSON.parse(
      Buffer.from(ada.cookies.get('latchkey_access')?.split('.')[1] ?? '', 'base64url').toString(),
    )
    const past = Math.floor(Date.now() / 1000) - 5
    ada.cookies.set('latchkey_access', signed({ sub, exp: past }))
    const tabs = Array.from({ length: 12 }, () => {
      const tab = visitor(app.origin)
      for (const [key, value] of ada.cookies) tab.cookies.set(key, value)
      return tab
    })
    const pages = await Promise.all(tabs.map((tab) => tab.go('/')))
    for (const page of pages) {
      expect(page.text).toContain('Hello, Ada!')
      expect(page.headers.get('cache-control')).toContain('no-store')
    }
    // Later ones come with the successor, or with the token that has one, within the grace.
    for (const late of [tabs[0], ada]) {
      expect((await late?.go('/'))?.text).toContain('Hello, Ada!')
    }
    expect(new Set(tabs.map((tab) => tab.cookies.get('latchkey_refresh'))).size).toBe(1)
    expect((await tabs[3]?.go('/account'))?.text).toContain('Hello, Ada!')
  })

  it('signs in by a mail link whose fragment is posted', async () => {
    await clearInbox(server)
    const base = { method: 'POST', headers: { 'content-type': 'application/json' } }
    await fetch(`${server.netlify}/recover`, { ...base, body: JSON.stringify({ email }) })
    const { link } = await latestMail(server, email)
    const ada = visitor(app.origin)
    const page = await ada.post('/callback', { fragment: new URL(link).hash })
    expect(page.text).toContain('Hello, Ada!')
    const again = await ada.post('/callback', { fragment: new URL(link).hash })
    expect(again.url.pathname).toBe('/sign-in')
    expect(again.url.searchParams.get('error')).toBeTruthy()
  })

  it('accepts tokens of a sign-in through a provider that began here, and no others', async () => {
    const ada = visitor(app.origin)
    const form = { grant_type: 'password', username: email, password }
    const answer = await fetch(`${server.netlify}/token`, {
      method: 'POST',
      body: new URLSearchParams(form),
    })
    const { access_token, refresh_token } = (await answer.json()) as Record<string, string>
    const fragment = `#access_token=${access_token}&refresh_token=${refresh_token}&expires_in=3600`
    const refused = await ada.post('/callback', { fragment })
    expect(refused.url.searchParams.get('error')).toBe('unsolicited_sign_in')
    expect(ada.cookies.size).toBe(0)

    const begun = await fetch(`${app.origin}/provider`, {
      method: 'POST',
      body: new URLSearchParams({ provider: 'github', next: '/account' }),
      redirect: 'manual',
    })
    expect(begun.headers.get('location')).toBe(`${server.netlify}/authorize?provider=github`)
    const [line = ''] = begun.headers.getSetCookie()
    ada.cookies.set('latchkey_pending', line.split(/[=;]/)[1] ?? '')
    const page = await ada.post('/callback', { fragment })
    expect(page.url.pathname).toBe('/account')
    expect(page.text).toContain('Hello, Ada!')
    expect(ada.cookies.has('latchkey_pending')).toBe(false)
  })
})
