import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Browser, hasChromium, openBrowser } from '../support/chromium.ts'
import { clearInbox, type DevServer, latestMail, startDev } from '../support/dev-server.ts'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

let server: DevServer
let browser: Browser
/** What the pages' own policies stopped, or a script of theirs threw. */
const complaints: string[] = []

async function open(path: string): Promise<Page> {
  const page = await browser.context.newPage()
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('console', (message) => {
    if (/Content Security Policy|Trusted/.test(message.text())) complaints.push(message.text())
  })
  await page.goto(server.url + path)
  return page
}

/** A playground where nobody is signed in. */
async function openPlayground(path = '/'): Promise<Page> {
  const page = await open('/health')
  await page.evaluate('localStorage.clear()')
  await page.goto(server.url + path)
  return page
}

async function on(page: Page, screen: string): Promise<void> {
  await page.waitForSelector(`[data-screen="${screen}"]:not([hidden])`)
}

async function go(page: Page, screen: string): Promise<void> {
  await page.click(`.screen:not([hidden]) [data-go="${screen}"]`)
  await on(page, screen)
}

/** Opens the link of the newest mail of a kind, in the mail strip. */
async function openMail(page: Page, kind: string): Promise<void> {
  await page.click(`#mail [data-kind="${kind}"] [data-testid="mail-open"]`)
}

async function said(page: Page, text: string): Promise<void> {
  await page.waitForSelector(`#notice-good:not([hidden]):has-text("${text}")`)
}

async function signUp(page: Page, email: string, password: string): Promise<void> {
  await page.fill('#sign-up-email', email)
  await page.fill('#sign-up-password', password)
  await page.click('#sign-up-submit')
  await on(page, 'check-mail')
}

/** Somebody new, signed in, with nothing but this page. */
async function becomeSomebody(page: Page, email: string): Promise<void> {
  await go(page, 'sign-up')
  await signUp(page, email, 'first password')
  await openMail(page, 'confirmation')
  await on(page, 'person')
}

async function answered(page: Page, path: string, status: number): Promise<void> {
  const entry = `#requests-list li[data-path="${path}"][data-status="${status}"]`
  await page.waitForSelector(entry, { state: 'attached' })
}

/** Rules of WCAG and of good practice that the page breaks, with the elements that do. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe)
  const found: AxeResults = await page.evaluate('axe.run(document, { iframes: false })')
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map((each) => each.target)}`)
}

interface AxeResults {
  readonly violations: readonly {
    readonly id: string
    readonly nodes: readonly { readonly target: readonly string[] }[]
  }[]
}

function scrollsSideways(page: Page): Promise<boolean> {
  return page.evaluate('document.documentElement.scrollWidth > innerWidth')
}

function focused(page: Page): Promise<string> {
  return page.evaluate('document.activeElement?.id')
}

async function deliver(email: string): Promise<string> {
  const body = JSON.stringify({ email, password: 'first password' })
  await fetch(`${server.netlify}/signup`, { method: 'POST', body })
  return (await latestMail(server, email)).link
}

describe.skipIf(!hasChromium)('the pages of latchkey dev', () => {
  beforeAll(async () => {
    server = await startDev()
    browser = await openBrowser({ keepsPolicies: true })
    await browser.context.grantPermissions(['clipboard-read', 'clipboard-write'])
  }, 60_000)
  afterAll(async () => {
    await browser?.close()
    await server?.stop()
  })

  describe('the playground', () => {
    it('takes a person from sign-up to sign-out without leaving the page', async () => {
      const page = await openPlayground()
      await becomeSomebody(page, 'nora@example.test')
      await said(page, 'Email confirmed. You are signed in as nora@example.test.')
      expect(await page.textContent('#token-payload')).toContain('nora@example.test')
      expect(await page.textContent('#token-countdown')).toMatch(/^\d\d:\d\d$|^1:00:00$/)

      await page.click('#token-refresh')
      await answered(page, '/token', 200)

      await page.click('#sign-out')
      await said(page, 'You are signed out, on every device.')
      await go(page, 'recover')
      await page.fill('#recover-email', 'nora@example.test')
      await page.click('#recover-submit')
      await on(page, 'check-mail')
      await openMail(page, 'recovery')
      await on(page, 'password')
      await page.fill('#new-password', 'second password')
      await page.click('#password-submit')
      await said(page, 'Your password is changed.')

      await page.click('#sign-out')
      await on(page, 'sign-in')
      await page.fill('#sign-in-email', 'nora@example.test')
      await page.fill('#sign-in-password', 'first password')
      await page.click('#sign-in-submit')
      await page.waitForSelector('#notice-bad:has-text("Email or password is not right.")')
      await page.fill('#sign-in-password', 'second password')
      await page.click('#sign-in-submit')
      await on(page, 'person')
      await page.close()
    })

    it('opens links from the address bar and leaves none of their tokens there', async () => {
      const page = await openPlayground()
      const link = await deliver('olga@example.test')
      await page.goto(link)
      await said(page, 'Email confirmed. You are signed in as olga@example.test.')
      expect(page.url()).toBe(`${server.url}/`)
      await page.close()
    })

    it('confirms a new address for its owner, and asks to sign in first', async () => {
      const page = await openPlayground()
      await becomeSomebody(page, 'pia@example.test')
      await go(page, 'email')
      await page.fill('#new-email', 'pia.new@example.test')
      await page.click('#email-submit')
      await said(page, 'We sent a link to pia.new@example.test')
      const { link } = await latestMail(server, 'pia.new@example.test')

      // The session stays on the server; this browser forgets it.
      await page.evaluate('localStorage.clear()')
      await page.goto('about:blank')
      await page.goto(link)
      await said(page, 'Sign in first')
      await page.fill('#sign-in-email', 'pia@example.test')
      await page.fill('#sign-in-password', 'first password')
      await page.click('#sign-in-submit')
      await said(page, 'Your email is pia.new@example.test now.')
      await page.close()
    })

    it('asks before a link signs somebody else in, and switches between people', async () => {
      const page = await openPlayground()
      await becomeSomebody(page, 'quin@example.test')
      await page.click('#add-person')
      await on(page, 'sign-in')
      await go(page, 'sign-up')
      await signUp(page, 'rosa@example.test', 'first password')
      await openMail(page, 'confirmation')
      await on(page, 'link')
      await page.click('#link-continue')
      await said(page, 'You are signed in as rosa@example.test.')
      await page.click('[aria-label="Switch to quin@example.test"]')
      await page.waitForSelector(
        '#person-email:text("quin@example.test"), #person-name:text("quin@")',
      )
      expect(await page.textContent('#token-payload')).toContain('quin@example.test')
      await page.close()
    })

    it('edits metadata: what is left out of the form is removed', async () => {
      const page = await openPlayground()
      await becomeSomebody(page, 'sara@example.test')
      for (const data of ['{"team":"blue"}', '{}']) {
        await go(page, 'profile')
        await page.fill('#profile-name', 'Sara')
        await page.fill('#profile-data', data)
        await page.click('#profile-submit')
        await said(page, 'Your profile is saved.')
      }
      expect(await page.textContent('#person-name')).toBe('Sara')
      await go(page, 'profile')
      expect(await page.inputValue('#profile-data')).toBe('{}')
      await page.close()
    })

    it('shows requests with their secrets shortened, and copies them as curl', async () => {
      const page = await openPlayground()
      await becomeSomebody(page, 'tess@example.test')
      await page.click('#requests-list li[data-path="/signup"] summary')
      const shown = page.locator('#requests-list .exchange')
      expect(await shown.textContent()).toContain('tess@example.test')
      expect(await shown.textContent()).not.toContain('first password')
      await page.click('text=Reveal secrets')
      expect(await shown.textContent()).toContain('first password')
      await page.click('text=Copy as curl')
      await page.waitForSelector('text=Copied')
      const copied = await page.evaluate('navigator.clipboard.readText()')
      expect(copied).toMatch(
        /^curl -i -X POST 'http:\/\/localhost:\d+\/\.netlify\/identity\/signup'/,
      )
      await page.close()
    })

    it('is worked by the keyboard alone', async () => {
      const page = await openPlayground('/?screen=sign-up')
      await on(page, 'sign-up')
      await page.focus('#sign-up-name')
      await page.keyboard.press('Tab')
      await page.keyboard.press('Enter')
      expect(await focused(page)).toBe('sign-up-email')
      await page.waitForSelector('#sign-up-email-error:text("Enter an email address.")')
      await page.keyboard.type('uma@example.test')
      while ((await focused(page)) !== 'sign-up-password') await page.keyboard.press('Tab')
      await page.keyboard.type('first password')
      await page.keyboard.press('Enter')
      await on(page, 'check-mail')
      await page.locator('[data-testid="mail-open"]').focus()
      await page.keyboard.press('Enter')
      await on(page, 'person')
      await page.waitForSelector('h2:focus:text("Signed in")')
      await page.close()
    })
  })

  describe('the inbox', () => {
    it('shows mail as it comes, the action first, and opens its link', async () => {
      await clearInbox(server)
      const page = await open('/_/inbox')
      await page.evaluate('localStorage.clear()')
      await page.waitForSelector('#empty:has-text("No mail yet. Sign up in the playground")')
      await deliver('vera@example.test')
      await page.waitForSelector('#list .item.unread:has-text("vera@example.test")')
      expect(await page.title()).toBe('(1) Inbox · Latchkey')

      await page.keyboard.press('j')
      await page.waitForSelector('#message:not([hidden])')
      expect(await page.title()).toBe('Inbox · Latchkey')
      expect(page.url()).toMatch(/\/_\/inbox\/m\/\d+$/)
      const frame = page.frameLocator('#preview')
      await frame.locator('a').first().waitFor()
      await page.keyboard.press('c')
      await page.waitForSelector('#copy-link:text("Copied")')
      const link = await page.evaluate('navigator.clipboard.readText()')
      expect(link).toContain('#confirmation_token=')

      const opening = browser.context.waitForEvent('page')
      await page.keyboard.press('Enter')
      const playground = await opening
      await playground.waitForSelector('text=vera@example.test')
      await playground.close()
      await page.close()
    })

    it('keeps its filter in the address, and deletes one mail and then all', async () => {
      await clearInbox(server)
      for (const name of ['wanda', 'xenia', 'yara']) await deliver(`${name}@example.test`)
      const page = await open('/_/inbox?to=xenia@example.test')
      await page.waitForSelector('#list .item:has-text("xenia@example.test")')
      expect(await page.locator('#list .item').count()).toBe(1)
      await page.click('#filter-clear')
      await page.waitForSelector('#list li:nth-child(3)')
      await page.keyboard.press('Escape')
      await page.keyboard.press('j')
      await page.keyboard.press('Delete')
      await page.waitForSelector('#list li:nth-child(3)', { state: 'detached' })
      await page.click('#delete-all')
      await page.click('#ask-delete')
      await page.waitForSelector('#empty:has-text("No mail yet.")')
      await page.close()
    })

    it('is one pane on a phone', async () => {
      await deliver('zoe@example.test')
      const page = await open('/_/inbox')
      await page.setViewportSize({ width: 375, height: 667 })
      await page.click('#list .item')
      await page.waitForSelector('#message:not([hidden])')
      expect(await page.isVisible('#list')).toBe(false)
      expect(await focused(page)).toBe('message-subject')
      await page.click('#back')
      expect(await page.isVisible('#list')).toBe(true)
      expect(await page.isVisible('#message')).toBe(false)
      await page.close()
    })
  })

  describe.each([
    { colorScheme: 'light', forcedColors: 'none' },
    { colorScheme: 'dark', forcedColors: 'none' },
    { colorScheme: 'light', forcedColors: 'active' },
  ] as const)('in $colorScheme, forced colours $forcedColors', (media) => {
    it.each([1280, 320])(
      'at %i px nothing breaks a rule of axe or scrolls sideways',
      async (width) => {
        const page = await openPlayground()
        await page.emulateMedia(media)
        await page.setViewportSize({ width, height: 640 })
        const found: string[] = []
        const look = async (): Promise<void> => {
          found.push(...(await violations(page)))
          if (await scrollsSideways(page)) found.push(`${page.url()} scrolls sideways`)
        }
        await on(page, 'sign-in')
        await page.click('#sign-in-submit')
        await look()
        await becomeSomebody(
          page,
          `${media.colorScheme}-${media.forcedColors}-${width}@example.test`,
        )
        for (const entry of await page.locator('#requests-list summary').all()) await entry.click()
        await look()
        for (const screen of ['profile', 'email', 'password']) {
          await go(page, screen)
          await look()
          await go(page, 'person')
        }
        await page.goto(`${server.url}/_/inbox`)
        await page.waitForSelector('#list .item')
        await look()
        await page.click('#list .item')
        await page.waitForSelector('#message:not([hidden])')
        await look()
        await page.click('#tab-text')
        await look()
        expect(found).toEqual([])
        await page.close()
      },
    )
  })

  it('never ran into its own policies, nor threw (UX 9)', () => {
    expect(complaints).toEqual([])
  })
})
