import { globSync, readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { loadPages, type PageKind, pageFiles, pagePolicies } from './assets.ts'

const here = import.meta.dirname
const kinds: readonly PageKind[] = ['playground', 'inbox']
const files = globSync('*/**/*.{html,css,js,svg}', { cwd: here }).sort()

function source(file: string): string {
  return readFileSync(join(here, file), 'utf8')
}

describe('the files of the pages', () => {
  it('are all listed, and each listed one exists', () => {
    const listed = new Set(kinds.flatMap((kind) => [...pageFiles[kind], `${kind}/index.html`]))
    expect([...listed].sort()).toEqual(files)
  })

  it.each(files)('%s has 300 lines at most', (file) => {
    expect(source(file).split('\n').length - 1).toBeLessThanOrEqual(300)
  })

  it.each(files.filter((file) => file.endsWith('.html')))(
    '%s holds no script, style or handler of its own',
    (file) => {
      const html = source(file)
      expect(html).not.toMatch(/<style|\sstyle=|\son[a-z]+=|javascript:/i)
      expect(html).not.toMatch(/<script(?![^>]*\ssrc=)/i)
    },
  )

  it.each(files.filter((file) => file.endsWith('.js')))(
    '%s makes no markup from text, and no code',
    (file) => {
      expect(source(file)).not.toMatch(
        /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|DOMParser/,
      )
    },
  )

  it('ask nothing of other servers', () => {
    for (const file of files) {
      const addresses = source(file).match(
        /(?:href|src)="https?:|@import|\burl\(['"]?[a-z]+:|fetch\('http/g,
      )
      expect(addresses, file).toBeNull()
    }
  })
})

describe('what a page may do', () => {
  it.each(kinds)('%s: its own scripts only, no markup from text, in no frame', (kind) => {
    const rules = pagePolicies[kind].split('; ')
    expect(rules).toContain("default-src 'none'")
    expect(rules).toContain("script-src 'self'")
    expect(rules).toContain("connect-src 'self'")
    expect(rules).toContain("base-uri 'none'")
    expect(rules).toContain("form-action 'none'")
    expect(rules).toContain("frame-ancestors 'none'")
    expect(rules).toContain("require-trusted-types-for 'script'")
  })

  it('the playground takes its own styles only, and has no way around Trusted Types', () => {
    const rules = pagePolicies.playground.split('; ')
    expect(rules).toContain("style-src 'self'")
    expect(rules).toContain("trusted-types 'none'")
  })

  it('the inbox may style what it previews, by the one policy of its name', () => {
    const rules = pagePolicies.inbox.split('; ')
    expect(rules).toContain("style-src 'self' 'unsafe-inline'")
    expect(rules).toContain('trusted-types latchkey-mail-preview')
  })
})

describe('loading the pages', () => {
  it('serves the HTML where people look for it, under its policy', async () => {
    const playground = await loadPages('playground', readFile)
    const inbox = await loadPages('inbox', readFile)
    expect(playground.get('/')).toMatchObject({
      type: 'text/html; charset=utf-8',
      csp: pagePolicies.playground,
    })
    expect(inbox.get('/_/inbox')).toBe(inbox.get('/_/inbox/m/:id'))
    expect(inbox.get('/_/inbox')?.csp).toBe(pagePolicies.inbox)
  })

  it.each(kinds)(
    '%s: every address in the HTML and between the scripts is served',
    async (kind) => {
      const pages = await loadPages(kind, readFile)
      const asked = new Set<string>()
      for (const [path, { type, body }] of pages) {
        const text = new TextDecoder().decode(body)
        const base = new URL(path, 'http://localhost')
        const pattern = type.startsWith('text/html')
          ? /(?:href|src)="(\/_\/[^"]+\.[a-z]+)"/g
          : /(?:^|\n)(?:import|\} from) ?(?:[^'\n]*from )?'(\.[^']+)'/g
        for (const [, address = ''] of text.matchAll(pattern)) {
          asked.add(new URL(address, base).pathname)
        }
      }
      expect(asked.size).toBeGreaterThan(5)
      expect([...asked].filter((address) => !pages.has(address))).toEqual([])
    },
  )

  it('gives each file a tag that changes with it, and nothing but pages a right to do anything', async () => {
    for (const kind of kinds) {
      const pages = await loadPages(kind, readFile)
      const others = [...pages].filter(([, { type }]) => !type.startsWith('text/html'))
      expect(others.every(([, { csp }]) => csp === "default-src 'none'")).toBe(true)
      expect(new Set(others.map(([, { etag }]) => etag)).size).toBe(others.length)
      expect(others.every(([, { etag }]) => /^"[\w-]{22}"$/.test(etag))).toBe(true)
    }
  })

  it('brings our client as a script, which leaves its class behind', async () => {
    const client = (await loadPages('playground', readFile)).get('/_/playground/gotrue-js.js')
    expect(client?.type).toBe('text/javascript; charset=utf-8')
    const window: Record<string, unknown> = {}
    runInNewContext(new TextDecoder().decode(client?.body), { window })
    expect(window['GoTrue']).toBeTypeOf('function')
  })

  it('does without the client where it has not been built', async () => {
    const read = (address: URL) =>
      address.href.includes('/gotrue-js/')
        ? Promise.reject(new Error('no such file'))
        : readFile(address)
    const client = (await loadPages('playground', read)).get('/_/playground/gotrue-js.js')
    expect(new TextDecoder().decode(client?.body)).toBe(
      "throw new Error('@latchkey/gotrue-js has not been built')",
    )
  })

  it('fails when a file of its own is missing', async () => {
    const read = () => Promise.reject(new Error('no such file'))
    await expect(loadPages('inbox', read)).rejects.toThrow('no such file')
  })

  it('keeps the playground below 60 kB without the client, and the inbox below 36 kB', async () => {
    expect(await bytes('playground')).toBeLessThan(60_000)
    expect(await bytes('inbox')).toBeLessThan(36_000)
  })
})

/** What a first visit transfers, uncompressed. */
async function bytes(kind: PageKind): Promise<number> {
  const pages = await loadPages(kind, readFile)
  return [...pages]
    .filter(([path]) => !path.endsWith('gotrue-js.js') && !path.includes(':'))
    .reduce((sum, [, { body }]) => sum + body.byteLength, 0)
}
