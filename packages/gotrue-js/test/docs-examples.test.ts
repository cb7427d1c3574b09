import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import own from '../package.json' with { type: 'json' }
import { typeCheck } from './support/type-check.ts'

const here = fileURLToPath(new URL('.', import.meta.url))
const page = await readFile(
  new URL('../../../docs/migrating/from-gotrue-js.md', import.meta.url),
  'utf8',
)

/** The examples in one language, as they stand on the page. */
function examples(language: string): readonly string[] {
  return [...page.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\``, 'gm'))].map(
    ([, text = '']) => text,
  )
}

describe('docs/migrating/from-gotrue-js.md', () => {
  it('has examples that compile', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'latchkey-examples-'))
    const files = examples('ts').map((text, index) => ({ path: join(folder, `${index}.ts`), text }))
    try {
      for (const { path, text } of files) await writeFile(path, text)
      expect(files).toHaveLength(4)
      expect(
        await typeCheck(
          files.map(({ path }) => path),
          true,
        ),
      ).toBe('')
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  }, 30_000)

  it('names this package, and the published one, as npm does', async () => {
    const [swap, back] = examples('json').map((text) => JSON.parse(text).dependencies['gotrue-js'])
    expect(swap).toBe(`npm:${own.name}@^${own.version}`)
    expect(back).toBe('^1.0.1')
    expect(await readFile(new URL('../README.md', import.meta.url), 'utf8')).toContain(`"${swap}"`)
  })

  it('says that something is mended only where a test proves it', async () => {
    const files = (await readdir(here, { recursive: true })).filter((path) =>
      path.endsWith('.test.ts'),
    )
    const tests = await Promise.all(files.map((path) => readFile(join(here, path), 'utf8')))
    const rows = [...page.matchAll(/^\| ([RSD]\d+) \|/gm)].map(([, id]) => `${id} `)
    expect(rows).toHaveLength(9)
    expect(rows.filter((id) => !tests.some((text) => text.includes(`('${id}`)))).toEqual([])
  })
})
