import { spawnSync } from 'node:child_process'
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import own from '../package.json' with { type: 'json' }

const here = import.meta.dirname
const root = fileURLToPath(new URL('../../..', import.meta.url))
const page = readFileSync(join(root, 'docs/migrating/from-netlify-identity.md'), 'utf8')

const folder = mkdtempSync(join(here, '.docs-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function blocks(language: string): readonly string[] {
  const fence = new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\``, 'gm')
  return [...page.matchAll(fence)].map(([, text = '']) => text)
}

/** What the compiler says of the examples, with these modules in the place of others. */
function complaints(paths: Readonly<Record<string, readonly string[]>>): string {
  const config = {
    extends: '../../tsconfig.json',
    compilerOptions: { paths, rootDir: '../../../..' },
    include: ['*.ts'],
  }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config))
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  return spawnSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8' }).stdout
}

describe('docs/migrating/from-netlify-identity.md', () => {
  it('has examples that compile, before the swap and after it', () => {
    const examples = blocks('ts')
    expect(examples).toHaveLength(5)
    for (const [at, text] of examples.entries()) writeFileSync(join(folder, `${at}.ts`), text)
    expect(complaints({})).toBe('')
    expect(complaints({ '@netlify/identity': ['../../src/index.ts'] })).toBe('')
  }, 30_000)

  it('names this package, and the published one, as npm does', () => {
    const [swap, back] = blocks('json').map(
      (text) => JSON.parse(text).dependencies['@netlify/identity'],
    )
    expect(swap).toBe(`npm:${own.name}@^${own.version}`)
    expect(back).toBe('^2.0.0')
    expect(readFileSync(join(here, '../README.md'), 'utf8')).toContain(`"${swap}"`)
  })

  it('says that something is mended only where a test proves it', () => {
    const tests = globSync('**/*.test.ts', { cwd: here })
      .map((path) => readFileSync(join(here, path), 'utf8'))
      .join('\n')
    const rows = [...page.matchAll(/^\| ((?:[RSDU]\d+(?:, )?)+) \|/gm)]
    const ids = rows.flatMap(([, cell = '']) => cell.split(', '))
    expect(ids.length).toBeGreaterThan(20)
    const titles = (id: string): RegExp => new RegExp(`['"][^'"\n]*\\b${id}\\b`)
    expect(ids.filter((id) => !titles(id).test(tests))).toEqual([])
  })
})
