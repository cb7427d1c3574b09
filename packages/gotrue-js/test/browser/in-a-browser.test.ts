import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type Browser, hasChromium, openBrowser } from '../../../server/test/support/chromium.ts'
import { type DevServer, startDev } from '../../../server/test/support/dev-server.ts'
import type GoTrue from '../../src/index.ts'
import { publishedScript, scriptBuild, siteScript } from '../support/bundle.ts'
import { endIn, jwt } from '../support/tokens.ts'

declare global {
  interface Window {
    readonly client: GoTrue
    readonly outcome: Promise<string>
  }
}

const email = 'tabs@example.test'
const password = 'correct horse'

describe.skipIf(!hasChromium)('in a browser', () => {
  let server: DevServer
  let browser: Browser
  let origin: string
  const scripts = new Map<boolean, string>()
  beforeAll(async () => {
    server = await startDev({ GOTRUE_MAILER_AUTOCONFIRM: 'true' })
    origin = server.url.replace(/\/$/, '')
    await fetch(`${server.netlify}/signup`, {
      method: 'POST',
      body: JSON.stringify({ email, password }),
    })
    for (const isOurs of [true, false]) scripts.set(isOurs, await siteScript(isOurs))
  }, 60_000)
  afterAll(() => server?.stop())
  beforeAll(async () => {
    browser = await openBrowser()
  })
  afterEach(async () => {
    await Promise.all(browser.context.pages().map((page) => page.close()))
  })
  afterAll(() => browser?.close())

  async function openTab(isOurs: boolean): Promise<Page> {
    const page = await browser.context.newPage()
    await page.goto(`${origin}/health`)
    await page.addScriptTag({ content: scripts.get(isOurs) ?? '' })
    return page
  }

  const signIn = (page: Page): Promise<string | undefined> =>
    page.evaluate(async ([name, secret]) => (await window.client.login(name, secret, true)).email, [
      email,
      password,
    ] as const)

  describe('a script tag', () => {
    const members = ['default', 'User', 'Admin', 'HTTPError', 'JSONHTTPError', 'TextHTTPError']
    const kinds = (page: Page) =>
      page.evaluate((names) => {
        const found = new Map<string, unknown>(Object.entries(window.GoTrue))
        return [typeof window.GoTrue, ...names.map((name) => typeof found.get(name))]
      }, members)

    it('D11 leaves the class in the global, and the members of the published namespace on it', async () => {
      const page = await openTab(true)
      await page.addScriptTag({ content: await scriptBuild() })
      expect(await kinds(page)).toEqual(Array(7).fill('function'))
      const urls = await page.evaluate(() => {
        const { GoTrue } = window
        const { default: Same } = GoTrue as unknown as { readonly default: typeof GoTrue }
        return [new GoTrue().api.apiURL, new Same().api.apiURL]
      })
      expect(urls).toEqual(Array(2).fill('/.netlify/identity'))
    })

    it('of the published package leaves a namespace, with the same members', async () => {
      const page = await browser.context.newPage()
      await page.goto(`${origin}/health`)
      await page.addScriptTag({ path: publishedScript })
      expect(await kinds(page)).toEqual(['object', ...Array(6).fill('function')])
    })
  })

  describe.each([
    ['from the published package to ours', false],
    ['from ours to the published package', true],
  ])('a site that goes %s', (_way, isOurs) => {
    it('keeps people signed in, there and back', async () => {
      expect(await signIn(await openTab(isOurs))).toBe(email)
      for (const which of [!isOurs, isOurs]) {
        const page = await openTab(which)
        const token = await page.evaluate(() => window.client.currentUser()?.jwt(true))
        expect(token?.split('.')).toHaveLength(3)
        expect(await page.evaluate(() => window.client.currentUser()?.email)).toBe(email)
        const user = await page.evaluate(async () => {
          const found = await window.client.validateCurrentSession()
          return found?.email
        })
        expect(user).toBe(email)
      }
    })
  })

  it('R1 fifty tabs with one expired session refresh it once, and all stay signed in', async () => {
    const first = await openTab(true)
    await signIn(first)
    await expire(first)
    const tabs = await Promise.all(Array.from({ length: 50 }, () => openTab(true)))
    const refreshes: string[] = []
    browser.context.on('request', (request) => {
      if (request.url().endsWith('/token')) refreshes.push(request.postData() ?? '')
    })
    const ready = tabs.map((page) =>
      page.evaluate(() => {
        const channel = new BroadcastChannel('go')
        const outcome = new Promise<string>((done) => {
          channel.onmessage = () =>
            done(window.client.currentUser()?.jwt().catch(String) ?? 'signed out')
        })
        Object.assign(window, { outcome })
      }),
    )
    await Promise.all(ready)
    await first.evaluate(() => new BroadcastChannel('go').postMessage(0))
    const tokens = await Promise.all(tabs.map((page) => page.evaluate(() => window.outcome)))
    expect(new Set(tokens).size).toBe(1)
    expect(tokens[0]?.split('.')).toHaveLength(3)
    expect(refreshes).toHaveLength(1)
    for (const page of tabs) {
      expect(await page.evaluate(() => window.client.currentUser()?.email)).toBe(email)
    }
  }, 180_000)

  /** Puts an access token that ended a while ago in the place of the one that is saved. */
  async function expire(page: Page): Promise<void> {
    const saved = await page.evaluate(() => localStorage.getItem('gotrue.user') ?? '')
    const session = JSON.parse(saved) as { readonly id: string; readonly token: object }
    const access_token = jwt({ sub: session.id, exp: endIn(-60) })
    const text = JSON.stringify({ ...session, token: { ...session.token, access_token } })
    await page.evaluate((value) => localStorage.setItem('gotrue.user', value), text)
  }
})
