import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import { type Browser, openBrowser } from '../../../server/test/support/chromium.ts'
import { packageOf, type Site, startSite } from './site.ts'

export const password = 'correct horse'

/** A site, its identity server, and somebody's browser, for one suite. */
export interface BrowserBed {
  readonly site: Site
  readonly browser: Browser
  /** A page with the storage that the browser has. */
  open(path: string): Promise<Page>
  /** A page with nobody signed in. */
  openFresh(path?: string): Promise<Page>
  /** Has the server know a member. */
  member(email: string): Promise<void>
  login(page: Page, email: string): Promise<void>
}

/** Sets the hooks of a suite, and gives what its tests play with. */
export function browserBed(): BrowserBed {
  let site: Site
  let browser: Browser
  beforeAll(async () => {
    site = await startSite()
    browser = await openBrowser()
  }, 60_000)
  afterEach(async () => {
    for (const page of browser.context.pages()) await page.close()
    await browser.context.clearCookies()
  })
  afterAll(async () => {
    await browser?.close()
    await site?.close()
  })
  const open = async (path: string): Promise<Page> => {
    const page = await browser.context.newPage()
    await page.goto(site.origin + path)
    await packageOf(page)
    return page
  }
  return {
    get site() {
      return site
    },
    get browser() {
      return browser
    },
    open,
    openFresh: async (path = '/') => {
      const page = await open('/')
      await page.evaluate(() => localStorage.clear())
      await page.goto('about:blank')
      await page.goto(site.origin + path)
      await packageOf(page)
      return page
    },
    member: async (email) => {
      const created = await fetch(`${site.server.netlify}/admin/users`, {
        method: 'POST',
        headers: { authorization: `Bearer ${site.server.operatorToken}` },
        body: JSON.stringify({ email, password, confirm: true }),
      })
      expect(created.status).toBe(200)
    },
    login: async (page, email) => {
      const identity = await packageOf(page)
      await identity.evaluate(({ login }, person) => login(person.email, person.password), {
        email,
        password,
      })
    },
  }
}

/** Who is signed in on a page, by its package. */
export async function emailOn(page: Page): Promise<string | undefined> {
  return (await packageOf(page)).evaluate(async ({ getUser }) => (await getUser())?.email)
}

/** What subscribers on a page have been told. */
export async function said(page: Page): Promise<string[]> {
  return (await page.evaluate('globalThis.said')) as string[]
}
