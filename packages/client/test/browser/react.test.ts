import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { rolldown } from 'rolldown'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Browser, hasChromium, openBrowser } from '../../../server/test/support/chromium.ts'
import { type DevServer, startDev } from '../../../server/test/support/dev-server.ts'
import type { Client, User } from '../../src/index.ts'
import { addMember, password } from '../support/member.ts'
import { openSite, type Site } from '../support/site.ts'

interface Globals {
  readonly latchkey: {
    readonly client: Client
    signIn(email: string, password: string): Promise<User>
    rename(name: string): Promise<User>
    renew(): Promise<string>
    signOut(): Promise<boolean>
    /** Renders as a server does, then takes over in the browser. */
    hydrate(initialUser: User | null, hasClient: boolean): void
    readonly renders: string[]
    readonly complaints: string[]
  }
}

const folder = join(import.meta.dirname, '../../src')
const modules = join(import.meta.dirname, '../../../../examples/node_modules')
const hasReact = existsSync(join(modules, 'react-dom'))

const script = `
import { createElement as h } from 'react'
import { hydrateRoot } from 'react-dom/client'
import { renderToString } from 'react-dom/server'
import * as core from '${folder}/index.ts'
import { LatchkeyProvider, useUser } from '${folder}/doors/react.ts'

export const client = core.createClient()
export const signIn = (email, password) => core.signIn(client, { email, password })
export const rename = (full_name) => core.updateUser(client, { data: { full_name } })
export const renew = () => core.accessToken(client, { isForced: true })
export const signOut = () => core.signOut(client)
export const renders = []
export const complaints = []

function Greeting() {
  const text = 'Hello, ' + (useUser()?.name ?? 'stranger') + '!'
  renders.push(text)
  return h('p', null, text)
}
export function hydrate(initialUser, hasClient) {
  const props = { initialUser, ...(hasClient && { client }) }
  const app = h(LatchkeyProvider, props, h(Greeting))
  const root = document.createElement('div')
  document.body.append(root)
  root.innerHTML = renderToString(app)
  renders.length = 0
  hydrateRoot(root, app, { onRecoverableError: (error) => complaints.push(String(error)) })
}
`

async function bundled(): Promise<string> {
  const built = await rolldown({
    input: 'page.js',
    platform: 'browser',
    resolve: {
      conditionNames: ['@latchkey/source', 'browser', 'import', 'default'],
      modules: [modules],
    },
    transform: { define: { 'process.env.NODE_ENV': '"development"' } },
    onLog: () => {},
    plugins: [
      {
        name: 'page',
        resolveId: (id) => (id === 'page.js' ? id : null),
        load: (id) => (id === 'page.js' ? script : null),
      },
    ],
  })
  const { output } = await built.generate({ format: 'iife', name: 'latchkey' })
  await built.close()
  return output[0].code
}

describe.skipIf(!hasChromium || !hasReact)('the door to React', () => {
  let server: DevServer
  let browser: Browser
  let site: Site
  beforeAll(async () => {
    const [started, text] = await Promise.all([startDev(), bundled()])
    server = started
    for (const name of ['ada', 'bob']) await addMember(server, `${name}@example.test`, name)
    site = await openSite({ identity: server.netlify, script: text })
    browser = await openBrowser()
  }, 60_000)
  afterAll(async () => {
    await browser?.close()
    await site?.close()
    await server?.stop()
  })

  const visit = async (): Promise<Page> => {
    const page = await browser.context.newPage()
    await page.goto(`${site.origin}/`)
    await page.evaluate(() => localStorage.clear())
    return page
  }
  const signIn = (page: Page, name: string): Promise<User> =>
    page.evaluate(
      ([email = '', secret = '']) =>
        (globalThis as unknown as Globals).latchkey.signIn(email, secret),
      [`${name}@example.test`, password],
    )
  const hydrate = (page: Page, user: User | null, hasClient: boolean): Promise<void> =>
    page.evaluate(
      ([initialUser, withClient]) =>
        (globalThis as unknown as Globals).latchkey.hydrate(
          initialUser as User | null,
          withClient as boolean,
        ),
      [user, hasClient] as const,
    )
  const shows = (page: Page, text: string): Promise<unknown> =>
    page.waitForFunction((wanted) => document.querySelector('p')?.textContent === wanted, text)
  const seen = (page: Page): Promise<{ renders: string[]; complaints: string[] }> =>
    page.evaluate(() => {
      const { renders, complaints } = (globalThis as unknown as Globals).latchkey
      return { renders: [...renders], complaints: [...complaints] }
    })

  it('takes over what the server rendered, and renders again only for a real change', async () => {
    const page = await visit()
    const user = await signIn(page, 'ada')
    await hydrate(page, user, true)
    await shows(page, 'Hello, ada!')
    await page.evaluate(() => (globalThis as unknown as Globals).latchkey.renew())
    expect(await seen(page)).toEqual({ renders: ['Hello, ada!'], complaints: [] })
    await page.evaluate(() => (globalThis as unknown as Globals).latchkey.rename('Ada L.'))
    await shows(page, 'Hello, Ada L.!')
    await page.evaluate(() => (globalThis as unknown as Globals).latchkey.signOut())
    await shows(page, 'Hello, stranger!')
    expect(await seen(page)).toEqual({
      renders: ['Hello, ada!', 'Hello, Ada L.!', 'Hello, stranger!'],
      complaints: [],
    })
  }, 30_000)

  it('hydrates without a mismatch where the browser knows better than the server', async () => {
    const page = await visit()
    await signIn(page, 'bob')
    await hydrate(page, null, true)
    await shows(page, 'Hello, bob!')
    expect(await seen(page)).toEqual({
      renders: ['Hello, stranger!', 'Hello, bob!'],
      complaints: [],
    })
  }, 30_000)

  it('shows the server’s user where only the server has the session', async () => {
    const page = await visit()
    const user = await signIn(page, 'bob')
    await page.evaluate(() => localStorage.clear())
    await hydrate(page, user, false)
    await shows(page, 'Hello, bob!')
    expect(await seen(page)).toEqual({ renders: ['Hello, bob!'], complaints: [] })
  }, 30_000)
})
