import { once } from 'node:events'
import {
  createServer,
  type IncomingMessage,
  request as requestUpstream,
  type Server,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo } from 'node:net'
import type { JSHandle, Page } from 'playwright-core'
import { bundleClient, type ClientName, type Clients } from './browser-clients.ts'
import type { Browser } from './chromium.ts'

/** Where sites have their identity server, as seen from their own pages. */
export const identityPath = '/.netlify/identity'

/** A site on an origin of its own whose every page has one published client. */
export interface Site<Name extends ClientName> {
  readonly origin: string
  /** Every request that reached the site, for pages of its own and those it passed on. */
  readonly asked: readonly Asked[]
  /** Passes `/.netlify/identity` on to this base, as a site's host does. */
  passOn(netlify: string): void
  /** Opens a page of the site and waits until its client is there. */
  open(browser: Browser, path?: string, options?: object): Promise<Visit<Name>>
  close(): Promise<void>
}

export interface Asked {
  readonly method: string
  /** Path and query. */
  readonly url: string
  readonly headers: IncomingMessage['headers']
}

/** A page of a site, and the client in it. */
export interface Visit<Name extends ClientName> {
  readonly page: Page
  readonly client: JSHandle<Clients[Name]>
}

const blank =
  '<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><title>A site</title>'

/** Starts a site on a free port of the loopback interface. */
export async function startSite<Name extends ClientName>(name: Name): Promise<Site<Name>> {
  const script = await bundleClient(name)
  const asked: Asked[] = []
  let upstream: string | null = null
  const server = createServer((request, response) => {
    const { method = '', url = '', headers } = request
    asked.push({ method, url, headers })
    if (url.startsWith(`${identityPath}/`) && upstream !== null) {
      passOn(upstream, request, response)
    } else if (url === '/client.js') {
      response.setHeader('content-type', 'text/javascript; charset=utf-8').end(script)
    } else {
      response
        .setHeader('content-type', 'text/html; charset=utf-8')
        .end(`${blank}<script src="/client.js"></script>`)
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`
  return {
    origin,
    asked,
    passOn: (netlify) => {
      upstream = netlify
    },
    open: async (browser, path = '/', options = {}) => {
      const page = await browser.context.newPage()
      await page.addInitScript(
        (given) => Object.assign(globalThis, { clientOptions: given }),
        options,
      )
      await page.goto(origin + path)
      return { page, client: await clientIn<Name>(page) }
    },
    close: () => closed(server),
  }
}

/** The client of a page after it was loaded; a handle from before is of the page that went. */
export async function clientIn<Name extends ClientName>(
  page: Page,
): Promise<JSHandle<Clients[Name]>> {
  return (await page.waitForFunction('globalThis.client')) as JSHandle<Clients[Name]>
}

/** The token that the link of a mail left in the fragment of the page's address. */
export function tokenOn(page: Page, name: string): string {
  const token = new URLSearchParams(new URL(page.url()).hash.slice(1)).get(name)
  if (token === null) throw new Error(`no ${name} on ${page.url()}`)
  return token
}

function passOn(base: string, request: IncomingMessage, response: ServerResponse): void {
  const url = base + (request.url ?? '').slice(identityPath.length)
  const { method, headers } = request
  const onward = requestUpstream(url, { method, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers)
    answer.pipe(response)
  })
  onward.on('error', () => response.destroy())
  request.pipe(onward)
}

async function closed(server: Server): Promise<void> {
  server.close()
  server.closeAllConnections()
  await once(server, 'close')
}
