import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type * as Latchkey from '@latchkey/client'
import type { BrowserContext, Frame, Page } from 'playwright-core'
import { chromium } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Browser, hasChromium, openBrowser } from '../../../server/test/support/chromium.ts'
import {
  clearInbox,
  type DevServer,
  latestMail,
  startDev,
  tokenIn,
} from '../../../server/test/support/dev-server.ts'
import { bundle, openSite, type Site } from '../support/site.ts'

/** What the page's script leaves in the page, and what the tests keep there. */
interface Globals {
  readonly latchkey: typeof Latchkey
  client: Latchkey.Client
  said: string[]
}

const source = new URL('../../src/index.ts', import.meta.url).pathname
const email = 'ada@example.test'
const password = 'correct horse battery'

/** Makes the page's client, and writes down what it says. */
async function open(page: Page | Frame): Promise<void> {
  await page.evaluate(() => {
    const globals = globalThis as unknown as Globals
    globals.said = []
    globals.client = globals.latchkey.createClient()
    globals.latchkey.onChange(globals.client, ({ type }) => globals.said.push(type))
  })
}

const signedIn = (page: Page | Frame): Promise<string | undefined> =>
  page.evaluate(() => {
    const { latchkey, client } = globalThis as unknown as Globals
    return latchkey.currentUser(client)?.email
  })

const said = (page: Page): Promise<string[]> =>
  page.evaluate(() => (globalThis as unknown as Globals).said)

const signIn = (page: Page | Frame): Promise<string | undefined> =>
  page.evaluate(
    async ([address, secret]) => {
      const { latchkey, client } = globalThis as unknown as Globals
      return (await latchkey.signIn(client, { email: address ?? '', password: secret ?? '' })).email
    },
    [email, password],
  )

const token = (page: Page | Frame): Promise<string> =>
  page.evaluate(() => {
    const { latchkey, client } = globalThis as unknown as Globals
    return latchkey.accessToken(client).catch((error: Latchkey.AuthError) => error.code)
  })

/** Makes the session that is kept look as if its access token had ended. */
const expire = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const session = JSON.parse(localStorage.getItem('gotrue.user') ?? 'null')
    session.token.expires_at = Date.now() - 1000
    localStorage.setItem('gotrue.user', JSON.stringify(session))
  })

describe.skipIf(!hasChromium)('the client in a real browser', () => {
  let server: DevServer
  let browser: Browser
  let site: Site
  let script: string
  beforeAll(async () => {
    ;[server, script] = await Promise.all([startDev(), bundle(source)])
    await fetch(`${server.netlify}/admin/users`, {
      method: 'POST',
      headers: { authorization: `Bearer ${server.operatorToken}` },
      body: JSON.stringify({ email, password, confirm: true }),
    })
    site = await openSite({ identity: server.netlify, script })
    browser = await openBrowser({ keepsPolicies: true })
  }, 60_000)
  afterAll(async () => {
    await browser?.close()
    await site?.close()
    await server?.stop()
  })

  const visit = async (path = '/'): Promise<Page> => {
    const page = await browser.context.newPage()
    await page.goto(`${site.origin}${path}`)
    await open(page)
    return page
  }

  beforeEach(async () => {
    for (const page of browser.context.pages().slice(1)) await page.close()
    const page = await visit()
    await page.evaluate(() => localStorage.clear())
    await page.close()
    site.renewals.length = 0
  })

  it('keeps a person signed in over a reload, under the strictest of policies', async () => {
    const page = await visit()
    expect(await signIn(page)).toBe(email)
    await page.reload()
    await open(page)
    expect(await signedIn(page)).toBe(email)
    expect(await said(page)).toEqual([])
  })

  it('R1: fifty tabs over one ended token renew once, and nobody is signed out', async () => {
    const first = await visit()
    await signIn(first)
    const tabs = [first]
    while (tabs.length < 50) tabs.push(await visit())
    await expire(first)
    site.renewals.length = 0
    const tokens = await Promise.all(tabs.map(token))
    expect(new Set(tokens).size).toBe(1)
    expect(tokens[0]?.split('.')).toHaveLength(3)
    expect(site.renewals).toHaveLength(1)
    for (const tab of tabs) expect(await signedIn(tab)).toBe(email)
    expect((await Promise.all(tabs.map(said))).flat()).not.toContain('signed_out')
  }, 120_000)

  it('tells the other tabs who came and who went', async () => {
    const [one, two] = [await visit(), await visit()]
    await signIn(one)
    await two.waitForFunction(() => (globalThis as unknown as Globals).said.length > 0)
    expect(await signedIn(two)).toBe(email)
    await two.evaluate(() => {
      const { latchkey, client } = globalThis as unknown as Globals
      return latchkey.signOut(client)
    })
    await one.waitForFunction(() => (globalThis as unknown as Globals).said.includes('signed_out'))
    expect(await signedIn(one)).toBeUndefined()
    expect(await said(two)).toEqual(['signed_in', 'signed_out'])
  })

  it('R2: a minute without a network at the end of a token is no sign-out', async () => {
    const page = await browser.context.newPage()
    await page.clock.install()
    await page.goto(`${site.origin}/`)
    await open(page)
    await signIn(page)
    const before = await token(page)
    await browser.context.setOffline(true)
    try {
      await page.clock.runFor(3_570_000)
      expect(await token(page)).toBe(before)
      await page.clock.runFor(60_000)
      expect(await signedIn(page)).toBe(email)
    } finally {
      await browser.context.setOffline(false)
    }
    await page.waitForFunction(() =>
      (globalThis as unknown as Globals).said.includes('token_refreshed'),
    )
    expect(await token(page)).not.toBe(before)
    expect(await said(page)).not.toContain('signed_out')
  })

  describe('what an address brings back', () => {
    const handle = (page: Page): Promise<{ type: string; code?: string }> =>
      page.evaluate(async () => {
        const { latchkey, client } = globalThis as unknown as Globals
        const result: { type: string; code?: string } = await latchkey
          .handleCallback(client)
          .catch((error: Latchkey.AuthError) => ({ type: 'error', code: error.code }))
        return { type: result.type, ...(result.code && { code: result.code }) }
      })
    const api = (path: string, json: object, bearer = server.operatorToken): Promise<Response> =>
      fetch(`${server.netlify}${path}`, {
        method: path === '/user' ? 'PUT' : 'POST',
        headers: { authorization: `Bearer ${bearer}` },
        body: JSON.stringify(json),
      })

    it('every kind of mail link is handled once, and leaves the address bar', async () => {
      const person = 'links@example.test'
      const arrive = async (to: string, kind: string): Promise<[Page, string]> => {
        const page = await visit(
          `/welcome?from=mail#${kind}_token=${tokenIn(await latestMail(server, to))}`,
        )
        const { type } = await handle(page)
        expect(page.url()).toBe(`${site.origin}/welcome?from=mail`)
        expect(await handle(page)).toEqual({ type: 'none' })
        return [page, type]
      }
      await clearInbox(server)
      await api('/signup', { email: person, password })
      const [page, type] = await arrive(person, 'confirmation')
      expect([type, await signedIn(page)]).toEqual(['confirmed', person])

      await clearInbox(server)
      const bearer = await token(page)
      await api('/user', { email: 'moved@example.test' }, bearer)
      const [moved, moving] = await arrive('moved@example.test', 'email_change')
      expect([moving, await signedIn(moved)]).toEqual(['email_changed', 'moved@example.test'])

      await clearInbox(server)
      await api('/recover', { email: 'moved@example.test' })
      expect((await arrive('moved@example.test', 'recovery'))[1]).toBe('recovery')

      await clearInbox(server)
      await api('/invite', { email: 'guest@example.test' })
      const guestToken = tokenIn(await latestMail(server, 'guest@example.test'))
      const invited = await visit(`/#invite_token=${guestToken}`)
      const result = await invited.evaluate(() => {
        const { latchkey, client } = globalThis as unknown as Globals
        return latchkey.handleCallback(client)
      })
      expect(result).toEqual({ type: 'invite', token: guestToken })
      expect(invited.url()).toBe(`${site.origin}/`)
    })

    it('a spent link says so, and leaves the address bar too', async () => {
      const page = await visit('/#confirmation_token=AAAAAAAAAAAAAAAAAAAAAA')
      expect(await handle(page)).toEqual({ type: 'error', code: 'otp_expired' })
      expect(page.url()).toBe(`${site.origin}/`)
    })

    it('a link stays in the address while the server cannot be reached, for the reload', async () => {
      const page = await visit('/#confirmation_token=AAAAAAAAAAAAAAAAAAAAAA')
      await browser.context.setOffline(true)
      const result = await handle(page).finally(() => browser.context.setOffline(false))
      expect(result).toEqual({ type: 'error', code: 'network_failed' })
      expect(page.url()).toContain('#confirmation_token=')
    })

    it('S5: tokens of a sign-in that this browser did not begin are refused', async () => {
      const answer = await fetch(`${server.netlify}/token`, {
        method: 'POST',
        body: new URLSearchParams({ grant_type: 'password', username: email, password }),
      })
      const issued = (await answer.json()) as Record<string, string>
      const fragment = new URLSearchParams(issued).toString()
      const page = await visit(`/#${fragment}`)
      expect(await handle(page)).toEqual({ type: 'error', code: 'unsolicited_sign_in' })
      expect(await signedIn(page)).toBeUndefined()
      expect(page.url()).toBe(`${site.origin}/`)

      const again = await visit('/')
      const address = await again.evaluate(() => {
        const { latchkey, client } = globalThis as unknown as Globals
        return latchkey.providerUrl(client, { provider: 'github', next: '/in' })
      })
      expect(address).toMatch(/\/authorize\?provider=github&code_challenge=[\w-]{43}&/)
      await again.goto(`${site.origin}/back#${fragment}`)
      await open(again)
      const result = await again.evaluate(() => {
        const { latchkey, client } = globalThis as unknown as Globals
        return latchkey.handleCallback(client)
      })
      expect(result).toMatchObject({ type: 'signed_in', next: '/in', user: { email } })
    })

    it('a provider that says no is told, and nothing of it stays', async () => {
      const page = await visit('/#error=access_denied&error_description=Cancelled')
      expect(await handle(page)).toEqual({ type: 'refused', code: 'access_denied' })
      expect(page.url()).toBe(`${site.origin}/`)
    })
  })

  it('S4: where a frame may store nothing, a session lives as long as the page', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'latchkey-blocked-'))
    await mkdir(join(folder, 'Default'))
    const blocked = { profile: { cookie_controls_mode: 1, block_third_party_cookies: true } }
    await writeFile(join(folder, 'Default', 'Preferences'), JSON.stringify(blocked))
    const outer = await openSite({
      identity: server.netlify,
      script: '',
      host: 'localhost',
      policy: `frame-src ${site.origin}`,
      body: `<iframe src="${site.origin}/"></iframe>`,
    })
    let context: BrowserContext | null = null
    try {
      context = await chromium.launchPersistentContext(folder, {
        executablePath: process.env['LATCHKEY_TEST_CHROMIUM'] ?? '/usr/bin/chromium',
        headless: true,
        args: ['--no-sandbox', '--disable-gpu', '--no-first-run'],
      })
      const page = await context.newPage()
      await page.goto(outer.origin)
      const frame = page.frames().find((each) => each.url().startsWith(site.origin))
      if (!frame) throw new Error('the frame did not load')
      const refusal = await frame.evaluate(() => {
        try {
          return `${localStorage.length}`
        } catch (error) {
          return (error as Error).name
        }
      })
      expect(refusal).toBe('SecurityError')
      await open(frame)
      expect(await signIn(frame)).toBe(email)
      expect((await token(frame)).split('.')).toHaveLength(3)
      const renewed = await frame.evaluate(() => {
        const { latchkey, client } = globalThis as unknown as Globals
        return latchkey.accessToken(client, { isForced: true })
      })
      expect(renewed.split('.')).toHaveLength(3)
      expect(await signedIn(frame)).toBe(email)
    } finally {
      await context?.close()
      await outer.close()
      await rm(folder, { recursive: true, force: true })
    }
  })
})
