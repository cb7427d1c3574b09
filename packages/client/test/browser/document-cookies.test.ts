import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Browser, hasChromium, openBrowser } from '../../../server/test/support/chromium.ts'
import { type DevServer, startDev } from '../../../server/test/support/dev-server.ts'
import { createServerClient } from '../../src/server-client.ts'
import { cookieJar } from '../support/cookie-jar.ts'
import type * as CookiePage from '../support/cookie-page.ts'
import { addMember, password } from '../support/member.ts'
import { bundle, openSite, type Site } from '../support/site.ts'

interface Globals {
  readonly latchkey: typeof CookiePage
  client: ReturnType<typeof CookiePage.createClient>
  said: string[]
}

const source = new URL('../support/cookie-page.ts', import.meta.url).pathname
const email = 'ada@example.test'

describe.skipIf(!hasChromium)('a session that a browser shares with a server', () => {
  let server: DevServer
  let browser: Browser
  let site: Site
  beforeAll(async () => {
    const [started, script] = await Promise.all([startDev(), bundle(source)])
    server = started
    await addMember(server, email, 'Ada')
    site = await openSite({ identity: server.netlify, script })
    browser = await openBrowser()
  }, 60_000)
  afterAll(async () => {
    await browser?.close()
    await site?.close()
    await server?.stop()
  })
  beforeEach(() => browser.context.clearCookies())

  const visit = async (): Promise<Page> => {
    const page = await browser.context.newPage()
    await page.goto(`${site.origin}/`)
    await page.evaluate(() => {
      const globals = globalThis as unknown as Globals
      const { createClient, documentCookieStorage, onChange } = globals.latchkey
      globals.said = []
      globals.client = createClient({ storage: documentCookieStorage() })
      onChange(globals.client, ({ type }) => globals.said.push(type))
    })
    return page
  }
  const signIn = (page: Page): Promise<string | undefined> =>
    page.evaluate(
      async ([address = '', secret = '']) => {
        const { latchkey, client } = globalThis as unknown as Globals
        return (await latchkey.signIn(client, { email: address, password: secret })).name
      },
      [email, password],
    )
  const name = (page: Page): Promise<string | undefined> =>
    page.evaluate(() => {
      const { latchkey, client } = globalThis as unknown as Globals
      return latchkey.currentUser(client)?.name
    })

  it('lies in cookies from which the server knows the same person', async () => {
    const page = await visit()
    expect(await signIn(page)).toBe('Ada')
    expect(await page.evaluate(() => localStorage.length)).toBe(0)
    const cookies = await browser.context.cookies(site.origin)
    expect(cookies.map(({ name: cookie }) => cookie).sort()).toEqual([
      'latchkey_access',
      'latchkey_refresh',
    ])
    const sent = Object.fromEntries(
      cookies.map(({ name: cookie, value }) => [cookie, decodeURIComponent(value)]),
    )
    const jar = cookieJar(sent)
    const user = await createServerClient({ url: server.netlify, jar }).user()
    expect(user).toMatchObject({ name: 'Ada', email })
    const again = await visit()
    expect(await name(again)).toBe('Ada')
  })

  it('tells other tabs who came and who went, without a word in storage', async () => {
    const [one, two] = [await visit(), await visit()]
    await signIn(one)
    await two.waitForFunction(() => (globalThis as unknown as Globals).said.length > 0)
    expect(await name(two)).toBe('Ada')
    await two.evaluate(() => {
      const { latchkey, client } = globalThis as unknown as Globals
      return latchkey.signOut(client)
    })
    await one.waitForFunction(() => (globalThis as unknown as Globals).said.includes('signed_out'))
    expect(await name(one)).toBeUndefined()
    expect(await browser.context.cookies(site.origin)).toEqual([])
  })
})
