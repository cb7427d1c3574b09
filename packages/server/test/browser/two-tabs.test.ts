import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Browser, hasChromium, openBrowser } from '../support/chromium.ts'
import { type DevServer, startDev } from '../support/dev-server.ts'

const folder = join(dirname(createRequire(import.meta.url).resolve('gotrue-js')), '..')
const script = join(folder, 'browser', 'gotrue.js')

/** The published client as a page's script tag leaves it. */
interface PageGlobals {
  readonly GoTrue: {
    readonly default: new (
      init: object,
    ) => {
      login(email: string, password: string, remember: boolean): Promise<unknown>
      currentUser(): { jwt(force: boolean): Promise<string> } | null
    }
  }
  client: InstanceType<PageGlobals['GoTrue']['default']>
}

async function openTab(browser: Browser, server: DevServer): Promise<Page> {
  const page = await browser.context.newPage()
  await page.goto(`${server.url.replace(/\/$/, '')}/health`)
  await page.addScriptTag({ path: script })
  await page.evaluate(() => {
    const globals = globalThis as unknown as PageGlobals
    globals.client = new globals.GoTrue.default({ APIUrl: '/.netlify/identity', setCookie: true })
  })
  return page
}

/** Refreshes in a tab; answers the new token's text, or the error's. */
function refresh(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const user = (globalThis as unknown as PageGlobals).client.currentUser()
    return user === null ? 'signed out' : user.jwt(true).catch((error: unknown) => String(error))
  })
}

describe.skipIf(!hasChromium)('two tabs of a real browser', () => {
  let server: DevServer
  let browser: Browser
  beforeAll(async () => {
    server = await startDev({ GOTRUE_MAILER_AUTOCONFIRM: 'true' })
    browser = await openBrowser()
    await fetch(`${server.netlify}/signup`, {
      method: 'POST',
      body: JSON.stringify({ email: 'tabs@example.test', password: 'correct horse' }),
    })
  }, 60_000)
  afterAll(async () => {
    await browser?.close()
    await server?.stop()
  })

  it('Q-049 V-07 REL-04 refresh together again and again, and both stay signed in', async () => {
    const first = await openTab(browser, server)
    await first.evaluate(() =>
      (globalThis as unknown as PageGlobals).client.login(
        'tabs@example.test',
        'correct horse',
        true,
      ),
    )
    const second = await openTab(browser, server)
    for (let round = 0; round < 5; round += 1) {
      const tokens = await Promise.all([refresh(first), refresh(second)])
      for (const token of tokens) expect(token.split('.')).toHaveLength(3)
    }
    for (const page of [first, second]) {
      expect(await page.evaluate(() => localStorage.getItem('gotrue.user'))).not.toBeNull()
    }
  }, 60_000)
})
