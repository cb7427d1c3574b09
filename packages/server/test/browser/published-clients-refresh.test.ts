import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Place, startPlace } from '../support/browser-clients-place.ts'
import type { Visit } from '../support/browser-clients-site.ts'
import { type Browser, hasChromium, openBrowser } from '../support/chromium.ts'

const name = '@netlify/identity'
const email = 'rae@example.test'

type Here = Visit<typeof name>

/** Opens a page of the site that keeps its refreshes in the global `refreshes`. */
async function openPage({ site }: Place<typeof name>, browser: Browser): Promise<Here> {
  const here = await site.open(browser)
  await here.client.evaluate(({ onAuthChange }) => {
    const seen: string[] = []
    Object.assign(globalThis, { refreshes: seen })
    onAuthChange((event) => {
      if (event === 'token_refresh') seen.push(event)
    })
  })
  return here
}

async function refreshed({ page }: Here, times: number): Promise<void> {
  await page.waitForFunction(`refreshes.length === ${times}`)
}

async function keptRefreshToken(page: Page): Promise<string | undefined> {
  const kept = await page.evaluate(() => localStorage.getItem('gotrue.user') ?? '{}')
  return JSON.parse(kept).token?.refresh_token
}

async function signIn({ client }: Here): Promise<void> {
  await client.evaluate(({ login }, to) => login(to, 'correct horse'), email)
}

function refresh({ client }: Here): Promise<string | null> {
  return client.evaluate(({ refreshSession }) => refreshSession())
}

describe.skipIf(!hasChromium).each(['safe', 'exact'] as const)(
  'time in pages with @netlify/identity 2.0.0, in the %s profile',
  (profile) => {
    let place: Place<typeof name>
    let browser: Browser
    beforeAll(async () => {
      place = await startPlace(name, {
        LATCHKEY_PROFILE: profile,
        GOTRUE_MAILER_AUTOCONFIRM: 'true',
      })
      await fetch(`${place.server.netlify}/signup`, {
        method: 'POST',
        body: JSON.stringify({ email, password: 'correct horse' }),
      })
    }, 60_000)
    afterAll(() => place?.close())

    // Time is set for all pages of a browser, so each test has one of its own.
    beforeEach(async () => {
      browser = await openBrowser()
      await browser.context.clock.install()
    })
    afterEach(() => browser?.close())

    /** Lets time jump into the last minute of a fresh token, and stand there. */
    const nearlyAnHour = (): Promise<void> => browser.context.clock.pauseAt(Date.now() + 3_550_000)

    const refreshCookie = async (): Promise<string | undefined> => {
      const all = await browser.context.cookies(place.site.origin)
      return all.find((cookie) => cookie.name === 'nf_refresh')?.value
    }

    it('a fresh token is refreshed by nobody', async () => {
      const here = await openPage(place, browser)
      await signIn(here)
      const before = place.site.asked.length
      expect(await refresh(here)).toBeNull()
      expect(place.site.asked).toHaveLength(before)
    })

    it('a token is refreshed by itself in its last minute, and again when told to', async () => {
      const here = await openPage(place, browser)
      await signIn(here)
      const first = await refreshCookie()

      await nearlyAnHour()
      await refreshed(here, 1)
      const second = await refreshCookie()
      expect(second).not.toBe(first)
      expect(await keptRefreshToken(here.page)).toBe(second)

      expect((await refresh(here))?.split('.')).toHaveLength(3)
      await refreshed(here, 2)
      const third = await refreshCookie()
      expect(third).not.toBe(second)
      expect(await keptRefreshToken(here.page)).toBe(third)
    })

    // Without a grace, as in exact, the package's own race signs both tabs out (client spec 8, R1).
    if (profile === 'exact') return

    it('Q-049 V-07 two tabs whose timers go off together both stay signed in', async () => {
      const one = await openPage(place, browser)
      await signIn(one)
      const other = await openPage(place, browser)
      const whoIn = ({ client }: Here): Promise<string | undefined> =>
        client.evaluate(async ({ getUser }) => (await getUser())?.email)
      expect(await whoIn(other)).toBe(email)

      await nearlyAnHour()
      await Promise.all([refreshed(one, 1), refreshed(other, 1)])
      expect(await Promise.all([whoIn(one), whoIn(other)])).toEqual([email, email])
      expect(await keptRefreshToken(one.page)).toBe(await refreshCookie())
    })
  },
)
