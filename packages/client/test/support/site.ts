import { createServer, type IncomingMessage, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { rolldown } from 'rolldown'

/** A site of its own with one page, its script, and the identity server below `/.netlify/identity`. */
export interface Site {
  readonly origin: string
  /** Bodies of the requests for a renewal that the site has passed on. */
  readonly renewals: string[]
  close(): Promise<void>
}

export interface SiteOptions {
  /** Base of the identity server's Netlify face. */
  readonly identity: string
  /** Text of the script, as `bundle` makes it. */
  readonly script: string
  /** Host to listen on: `localhost` and `127.0.0.1` are two sites to a browser. */
  readonly host?: string
  /** Default: nothing but what the page itself needs. */
  readonly policy?: string
  /** Body of the page. */
  readonly body?: string
}

const mount = '/.netlify/identity'
const strict =
  "default-src 'none'; script-src 'self'; connect-src 'self'; require-trusted-types-for 'script'"

/** Everything that a module exports, as one script whose global is `latchkey`. */
export async function bundle(source: string): Promise<string> {
  const built = await rolldown({
    input: source,
    platform: 'browser',
    resolve: { conditionNames: ['@latchkey/source', 'import', 'default'] },
  })
  const { output } = await built.generate({ format: 'iife', name: 'latchkey' })
  await built.close()
  return output[0].code
}

export async function openSite(options: SiteOptions): Promise<Site> {
  const { identity, script, host = '127.0.0.1', policy = strict, body = '' } = options
  const renewals: string[] = []
  const server = createServer((incoming, outgoing) => {
    if (incoming.url?.startsWith(mount)) {
      return void pass(incoming, `${identity}${incoming.url.slice(mount.length)}`, renewals).then(
        ({ status, headers, text }) => outgoing.writeHead(status, headers).end(text),
        () => outgoing.destroy(),
      )
    }
    const isScript = incoming.url === '/page.js'
    outgoing.writeHead(200, {
      'content-type': isScript ? 'text/javascript' : 'text/html; charset=utf-8',
      'content-security-policy': policy,
    })
    outgoing.end(isScript ? script : page(body))
  })
  await new Promise<void>((done) => server.listen(0, host, done))
  const { port } = server.address() as AddressInfo
  return { origin: `http://${host}:${port}`, renewals, close: () => close(server) }
}

function page(body: string): string {
  return `<!doctype html><html lang="en"><title>Site</title><script src="/page.js"></script>${body}`
}

function close(server: Server): Promise<void> {
  server.closeAllConnections()
  return new Promise((done) => server.close(() => done()))
}

interface Passed {
  readonly status: number
  readonly headers: IncomingMessage['headers']
  readonly text: Buffer
}

async function pass(incoming: IncomingMessage, url: string, renewals: string[]): Promise<Passed> {
  const sent: Buffer[] = []
  for await (const chunk of incoming) sent.push(chunk as Buffer)
  const text = Buffer.concat(sent).toString()
  if (text.includes('grant_type=refresh_token')) renewals.push(text)
  const { method, headers } = incoming
  const { host: _host, connection: _connection, 'content-length': _length, ...rest } = headers
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { ...(method && { method }), headers: rest }, (answer) => {
      const parts: Buffer[] = []
      answer.on('data', (part: Buffer) => parts.push(part))
      answer.on('end', () => {
        resolve({
          status: answer.statusCode ?? 502,
          headers: answer.headers,
          text: Buffer.concat(parts),
        })
      })
      answer.on('error', reject)
    })
    outgoing.on('error', reject)
    outgoing.end(Buffer.concat(sent))
  })
}
