import { once } from 'node:events'
import {
  createServer,
  type IncomingMessage,
  request,
  type Server,
  type ServerResponse,
} from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import type { JSHandle, Page } from 'playwright-core'
import { rolldown } from 'rolldown'
import { inPages } from '../../../../tools/in-pages.ts'
import {
  clearInbox,
  type DevServer,
  latestMail,
  startDev,
} from '../../../server/test/support/dev-server.ts'
import type { Ours } from './sides.ts'

/** A site on one origin, whose pages have our package, or under `/published` the one it stands in for. */
export interface Site {
  readonly origin: string
  readonly server: DevServer
  /** What its pages asked of the API, such as `POST /token`. */
  readonly asked: string[]
  /** The link in the one mail that an action sends. */
  linkAfter(to: string, act: () => Promise<unknown>): Promise<string>
  close(): Promise<void>
}

const api = '/.netlify/identity'
const require = createRequire(import.meta.url)
const entries: Readonly<Record<string, string>> = {
  '/ours.js': fileURLToPath(import.meta.resolve('../../src/index.ts')),
  '/published.js': require.resolve('@netlify/identity').replace('.cjs', '.js'),
}

/** Starts the site and its identity server, whose mails lead to the site. */
export async function startSite(): Promise<Site> {
  const scripts = new Map<string, string>()
  for (const [path, entry] of Object.entries(entries)) scripts.set(path, await bundle(entry))
  const asked: string[] = []
  let upstream = ''
  const site = createServer((incoming, answer) => {
    const url = incoming.url ?? '/'
    if (url.startsWith(api)) {
      asked.push(`${incoming.method} ${url.slice(api.length)}`)
      passOn(upstream + url.slice(api.length), incoming, answer)
    } else {
      serve(scripts, url, answer)
    }
  })
  site.listen(0, '127.0.0.1')
  await once(site, 'listening')
  const origin = `http://localhost:${(site.address() as AddressInfo).port}`
  const server = await startDev({ GOTRUE_SITE_URL: origin })
  upstream = server.netlify
  return {
    origin,
    server,
    asked,
    linkAfter: async (to, act) => {
      await clearInbox(server)
      await act()
      return (await latestMail(server, to)).link
    },
    close: async () => {
      await server.stop()
      await closed(site)
    },
  }
}

/** The package of the page, once it is there. */
export async function packageOf(page: Page): Promise<JSHandle<Ours>> {
  return (await page.waitForFunction('globalThis.identity')) as JSHandle<Ours>
}

function serve(scripts: ReadonlyMap<string, string>, url: string, answer: ServerResponse): void {
  const script = scripts.get(url)
  if (script) {
    answer.setHeader('content-type', 'text/javascript; charset=utf-8').end(script)
    return
  }
  const name = url.startsWith('/published') ? '/published.js' : '/ours.js'
  const said = `globalThis.said = []
    identity.onAuthChange((event, user) => said.push(event + ' ' + (user && user.email)))
    globalThis.identity = identity`
  answer.setHeader('content-type', 'text/html; charset=utf-8').end(
    `<!doctype html><link rel="icon" href="data:,"><title>A site</title>
      <script type="module">import * as identity from '${name}'\n${said}</script>`,
  )
}

async function bundle(input: string): Promise<string> {
  const conditionNames = ['@latchkey/source', 'import', 'default']
  const resolve = { conditionNames }
  const build = await rolldown({ input, platform: 'browser', resolve, plugins: [inPages] })
  const { output } = await build.generate({ format: 'esm' })
  await build.close()
  return output[0].code
}

function passOn(url: string, incoming: IncomingMessage, answer: ServerResponse): void {
  const { method, headers } = incoming
  const onward = request(url, { method, headers }, (found) => {
    answer.writeHead(found.statusCode ?? 502, found.headers)
    found.pipe(answer)
  })
  onward.on('error', () => answer.destroy())
  incoming.pipe(onward)
}

async function closed(server: Server): Promise<void> {
  server.close()
  server.closeAllConnections()
  await once(server, 'close')
}
