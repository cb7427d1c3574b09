import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Browser, hasChromium, openBrowser } from '../../../server/test/support/chromium.ts'
import { type DevServer, startDev } from '../../../server/test/support/dev-server.ts'
import { addMember, password } from '../support/member.ts'
import { signed } from '../support/small-api.ts'
import { type Visitor, visitor } from '../support/visitor.ts'
import { areInstalled, build, type ExampleApp, start } from './example-app.ts'

const email = 'ada@example.test'
const names = [
  'browser',
  'express',
  'fastify',
  'hono',
  'astro',
  'react-router',
  'sveltekit',
  'next',
] as const

let server: DevServer
let browser: Browser | undefined
beforeAll(async () => {
  if (!areInstalled) return
  server = await startDev()
  await addMember(server, email, 'Ada')
  if (hasChromium) browser = await openBrowser()
}, 60_000)
afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

describe.each(names)('examples/%s', (name) => {
  if (!areInstalled) {
    it.skip('is not tried: run `npm run build`, then `npm ci` in examples/', () => {})
    return
  }
  let app: ExampleApp
  beforeAll(async () => {
    const { scripts } = manifest(name)
    if (scripts.build) await build(name, scripts.build)
    app = await start(name, scripts.start, server.netlify)
  }, 120_000)
  afterAll(() => app?.stop())

  it.skipIf(!hasChromium)(
    'does the same in a browser with scripts, which finds nothing to complain of',
    () => walkInBrowser(app.origin, name !== 'browser'),
    30_000,
  )
  if (name === 'browser') return

  it('leads from a page for nobody through its form to a page for somebody, and back', async () => {
    const ada = visitor(app.origin)
    expect((await ada.go('/')).text).toContain('Hello, stranger!')
    expect(ada.lines).toEqual([])

    const form = await ada.go('/account')
    expect(form.url.pathname).toBe('/sign-in')
    const refused = await ada.submit(form, { email, password: 'wrong one' })
    expect(refused.text).toContain('That did not work.')
    expect(ada.cookies.size).toBe(0)

    const account = await ada.submit(refused, { email, password })
    expect(account.url.pathname).toBe('/account')
    expect(account.text).toContain(`Your address is ${email}.`)
    const home = await ada.go('/')
    expect(home.text).toContain('Hello, Ada!')

    const left = await ada.submit(home, {}, 'Sign out')
    expect(left.text).toContain('Hello, stranger!')
    expect(ada.cookies.size).toBe(0)
    for (const line of ada.lines) expect(line).toMatch(/; HttpOnly/i)
  })

  it('renews a session whose access token has ended, and keeps the page out of caches', async () => {
    const ada = visitor(app.origin)
    await signIn(ada)
    const before = ada.cookies.get('latchkey_refresh')
    const payload = ada.cookies.get('latchkey_access')?.split('.')[1] ?? ''
    const { sub } = JSON.parse(Buffer.from(payload, 'base64url').toString())
    ada.cookies.set('latchkey_access', signed({ sub, exp: 1 }))
    const page = await ada.go('/')
    expect(page.text).toContain('Hello, Ada!')
    expect(page.headers.get('cache-control')).toMatch(/no-store|no-cache/)
    expect(ada.cookies.get('latchkey_refresh')).not.toBe(before)
    expect((await ada.go('/account')).text).toContain(`Your address is ${email}.`)
  })

  it('believes no forged token, and answers no form of another site', async () => {
    const mallory = visitor(app.origin)
    const claims = { sub: 'root', exp: 4_000_000_000, email: 'root@example.test' }
    mallory.cookies.set('latchkey_access', signed(claims, 'a guess'))
    mallory.cookies.set('latchkey_refresh', 'nothing')
    expect((await mallory.go('/')).text).toContain('Hello, stranger!')
    expect((await mallory.go('/account')).url.pathname).toBe('/sign-in')

    const ada = visitor(app.origin)
    await signIn(ada)
    const from = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }
    for (const path of ['/sign-out', '/auth/sign-out']) await ada.post(path, {}, from)
    expect((await ada.go('/')).text).toContain('Hello, Ada!')
  })
})

async function signIn(ada: Visitor): Promise<void> {
  const page = await ada.submit(await ada.go('/sign-in'), { email, password })
  expect(page.url.pathname).toBe('/')
}

function manifest(name: string): { scripts: { build?: string; start: string } } {
  const path = join(import.meta.dirname, '../../../../examples', name, 'package.json')
  return JSON.parse(readFileSync(path, 'utf8'))
}

async function walkInBrowser(origin: string, hasPages: boolean): Promise<void> {
  const page = await browser?.context.newPage()
  if (!page) throw new Error('the browser has not started')
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('console', (line) => {
    const isIcon = line.location().url.endsWith('/favicon.ico')
    if (line.type() === 'error' && !isIcon) complaints.push(line.text())
  })
  await page.goto(`${origin}/`)
  await page.getByText('Hello, stranger!').waitFor()
  if (hasPages) await page.getByRole('link', { name: 'Sign in' }).click()
  await page.getByLabel('Email').fill(email)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByText('Hello, Ada!').waitFor()
  await page.reload()
  await page.getByText('Hello, Ada!').waitFor()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByText('Hello, stranger!').waitFor()
  await page.reload()
  await page.getByText('Hello, stranger!').waitFor()
  expect(complaints).toEqual([])
  await page.close()
}
