import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { apiOf } from '../../tools/api-report.ts'
import { buildPackage } from '../../tools/build-clients.ts'
import { measureImport, promised } from '../../tools/bundle-report.ts'
import { type ClientPackage, clientPackages } from '../../tools/client-packages.ts'

beforeAll(async () => {
  for (const each of clientPackages()) await buildPackage(each)
}, 60_000)

describe.each(clientPackages().map((each) => [each.name, each] as const))('%s', (_name, built) => {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-pack-'))
  let tarball: ArrayBuffer
  beforeAll(() => {
    tarball = pack(built, folder)
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('is packed as bundlers and Node expect it', async () => {
    const manifest = JSON.parse(readFileSync(join(built.folder, 'package.json'), 'utf8'))
    const { messages } = await publint({ pack: { tarball }, strict: true })
    expect(messages.map((message) => formatMessage(message, manifest))).toEqual([])
  })

  it('has types that are right however it is resolved', async () => {
    const analysis = await checkPackage(createPackageFromTarballData(new Uint8Array(tarball)))
    if (!analysis.types) throw new Error('the package has no types')
    const problems = analysis.problems
      .map((problem) => JSON.stringify(problem))
      .filter((problem) => !isOfOldTools(problem))
    expect(problems).toEqual([])
  })

  it('declares in public what was reviewed: npm run api writes api.md', () => {
    expect(readFileSync(join(built.folder, 'api.md'), 'utf8')).toBe(apiOf(built))
  })

  it('brings nothing but our own packages along', () => {
    const { dependencies = {} } = JSON.parse(
      readFileSync(join(built.folder, 'package.json'), 'utf8'),
    ) as { dependencies?: Record<string, string> }
    expect(Object.keys(dependencies).filter((name) => !name.startsWith('@latchkey/'))).toEqual([])
  })
})

describe('the build of @latchkey/identity', () => {
  it.each([
    ['Node', [], 'dist/index.js'],
    ['a page', ['browser'], 'dist/page/index.js'],
    ['Cloudflare', ['browser', 'worker', 'workerd'], 'dist/index.js'],
    ['Vercel’s edge', ['browser', 'edge-light'], 'dist/index.js'],
    ['a worker', ['browser', 'worker'], 'dist/index.js'],
    ['Deno', ['browser', 'deno'], 'dist/index.js'],
  ])('for %s', (_where, conditions, file) => {
    const said = execFileSync(process.execPath, [
      ...conditions.flatMap((condition) => ['--conditions', condition]),
      '--input-type=module',
      '--eval',
      `process.stdout.write(import.meta.resolve('@latchkey/identity'))`,
    ]).toString()
    expect(said.endsWith(`/packages/identity/${file}`)).toBe(true)
  })
})

describe('what a page pays', () => {
  it.each(promised.map((each) => [each.what, each] as const))('%s', async (_what, each) => {
    expect((await measureImport(each)).complaints).toEqual([])
  })
})

function pack({ folder }: ClientPackage, into: string): ArrayBuffer {
  const flags = ['pack', '--json', '--ignore-scripts', '--pack-destination', into]
  const said = execFileSync('npm', flags, { cwd: folder, encoding: 'utf8' })
  const packed = JSON.parse(said) as Record<string, { filename: string }> | { filename: string }[]
  const filename = Object.values(packed)[0]?.filename ?? ''
  return new Uint8Array(readFileSync(join(into, filename))).buffer
}

/** Subpaths for the resolution of before `exports`, and modules for `require` of before Node 22. */
function isOfOldTools(problem: string): boolean {
  return /"resolutionKind":"node10"|"kind":"CJSResolvesToESM"/.test(problem)
}
