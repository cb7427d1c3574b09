import { writeBase64url } from '../kernel/base64url.ts'
import { sha256 } from '../kernel/digest.ts'
import { lean } from './lean.ts'

/** One file as it is served. */
export interface PageAsset {
  /** Value of `Content-Type`. */
  readonly type: string
  readonly body: Uint8Array<ArrayBuffer>
  /** Value of `Content-Security-Policy`. */
  readonly csp: string
  /** Strong entity tag, quoted (RFC 9110 §8.8.3). The files change with the server: `no-cache`. */
  readonly etag: string
}

/** The pages of our own that are plain files. */
export type PageKind = 'playground' | 'inbox'

/** Reads a file; Node's `readFile` is one. */
export type ReadFile = (address: URL) => Promise<Uint8Array>

const shared = [
  'assets/favicon.svg',
  'assets/tokens.css',
  'assets/dom.js',
  'assets/theme.js',
  'assets/inbox-api.js',
] as const

/** Every file of a page, below this folder and below `/_/` alike. */
export const pageFiles: Readonly<Record<PageKind, readonly string[]>> = {
  playground: [
    ...shared,
    'playground/playground.css',
    'playground/strips.css',
    ...['account', 'app', 'client', 'flows', 'forms', 'link', 'mail', 'open-link', 'people'].map(
      js,
    ),
    ...['person', 'problems', 'record', 'report', 'requests', 'screens', 'secrets', 'server'].map(
      js,
    ),
    ...['session', 'token'].map(js),
  ],
  inbox: [
    ...shared,
    'inbox/inbox.css',
    'inbox/message.css',
    'inbox/app.js',
    'inbox/keys.js',
    'inbox/list.js',
    'inbox/mailbox.js',
    'inbox/message.js',
    'inbox/preview.js',
    'inbox/read-marks.js',
    'inbox/tabs.js',
  ],
}

/** Where the HTML of a page is served; `:id` stands for one path segment. */
const addresses: Readonly<Record<PageKind, readonly string[]>> = {
  playground: ['/'],
  inbox: ['/_/inbox', '/_/inbox/m/:id'],
}

const types: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
}

const inert = "default-src 'none'"

/**
 * What a page may do: its own scripts, styles and requests, nothing of others, and no markup made
 * from text (Trusted Types).
 *
 * The inbox alone allows inline styles and one Trusted Types policy. A frame without an address
 * inherits the policy of its page, and mails are styled inline; the page itself makes no markup, so
 * nobody can place a style in it. Scripts of a mail are stopped three times: by this policy, by the
 * frame's own and by its sandbox.
 *
 * @see https://www.w3.org/TR/CSP3/
 */
export const pagePolicies: Readonly<Record<PageKind, string>> = {
  playground: policy("'self'", "'none'"),
  inbox: policy("'self' 'unsafe-inline'", 'latchkey-mail-preview'),
}

/**
 * Every file of a page by its path, read once. Rejects when a file is missing.
 *
 * The client is looked for where packages are; without it the playground says so.
 */
export async function loadPages(
  kind: PageKind,
  read: ReadFile,
): Promise<ReadonlyMap<string, PageAsset>> {
  const pages = new Map<string, PageAsset>()
  for (const file of pageFiles[kind]) {
    pages.set(`/_/${file}`, asset(file, await readSource(file, read), inert))
  }
  const html = asset('index.html', await readSource(`${kind}/index.html`, read), pagePolicies[kind])
  for (const address of addresses[kind]) pages.set(address, html)
  if (kind === 'playground') {
    pages.set('/_/playground/gotrue-js.js', asset('gotrue-js.js', await readClient(read), inert))
  }
  return pages
}

function js(name: string): string {
  return `playground/${name}.js`
}

function policy(styles: string, trustedTypes: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src ${styles}`,
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    `trusted-types ${trustedTypes}`,
  ].join('; ')
}

async function readSource(file: string, read: ReadFile): Promise<string> {
  const bytes = await read(new URL(`./${file}`, import.meta.url))
  return lean(file, new TextDecoder().decode(bytes))
}

/** Our gotrue-js as pages load it with a script tag, or a script that says that it is missing. */
async function readClient(read: ReadFile): Promise<string> {
  try {
    const script = new URL(import.meta.resolve('@latchkey/gotrue-js/script'))
    return new TextDecoder().decode(await read(script))
  } catch {
    // A clone that was installed without development tools; the rest of the page works without.
    return "throw new Error('@latchkey/gotrue-js has not been built')"
  }
}

function asset(file: string, text: string, csp: string): PageAsset {
  const body = new TextEncoder().encode(text)
  const type = types[file.slice(file.lastIndexOf('.') + 1)]
  if (type === undefined) throw new TypeError(`${file} has no content type`)
  return { type, body, csp, etag: `"${writeBase64url(sha256(body).subarray(0, 16))}"` }
}
