import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { rolldown } from 'rolldown'
import { describe, expect, it } from 'vitest'
import { inPages } from '../../../tools/in-pages.ts'
import { loadOursInPage } from './support/sides.ts'

const ours = fileURLToPath(import.meta.resolve('../src/index.ts'))
const published = createRequire(import.meta.url)
  .resolve('@netlify/identity')
  .replace('.cjs', '.js')

interface Bundle {
  readonly code: string
  /** Minified and gzipped. */
  readonly bytes: number
}

/** What a page carries that says this, as a bundler makes it. */
async function bundle(text: string): Promise<Bundle> {
  const id = fileURLToPath(new URL('./page.js', import.meta.url))
  const build = await rolldown({
    input: id,
    platform: 'browser',
    resolve: { conditionNames: ['@latchkey/source', 'import', 'default'] },
    plugins: [
      ...(text.includes(ours) ? [inPages] : []),
      {
        name: 'page',
        resolveId: (asked) => (asked === id ? id : null),
        load: (asked) => (asked === id ? text : null),
      },
    ],
  })
  const { output } = await build.generate({ format: 'esm', minify: true })
  await build.close()
  const [{ code }] = output
  return { code, bytes: gzipSync(code, { level: 9 }).length }
}

describe('U2 a page carries what it uses', () => {
  it('nothing happens at import', async () => {
    expect((await bundle(`import '${ours}'`)).code.trim()).toBe('')
    expect((await bundle(`export { AUTH_EVENTS } from '${ours}'`)).bytes).toBeLessThan(200)
  })

  it.each([
    ['admin', ['gotrue.user', 'nf_refresh', 'document', 'grant_type']],
    ['verifyRequestOrigin', ['gotrue.user', 'nf_jwt', 'fetch(', '/admin/users']],
    ['getSettings', ['gotrue.user', 'nf_jwt', '/admin/users', 'grant_type']],
    ['login, getUser', ['/admin/users', '/signup', '/recover', '#access_token', 'trustProxy']],
  ])('%s', async (names, others) => {
    const mine = await bundle(`export { ${names} } from '${ours}'`)
    for (const other of others) expect(mine.code).not.toContain(other)
    const theirs = await bundle(`export { ${names} } from '${published}'`)
    expect(mine.bytes).toBeLessThan(theirs.bytes)
    if (names !== 'login, getUser') {
      expect(theirs.code).toContain('gotrue.user')
      expect(mine.bytes).toBeLessThan(theirs.bytes * 0.7)
    }
  })
})

describe('the build for pages', () => {
  it('tells a server that was given it', async () => {
    const { getUser, login } = await loadOursInPage()
    const said = /for pages\. For a server, bundle without the condition "browser"/
    await expect(getUser()).rejects.toThrow(said)
    await expect(login('jane@example.com', 'secret')).rejects.toThrow(said)
  })
})
