import { spawnSync } from 'node:child_process'
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { parseAst } from 'rolldown/parseAst'
import { afterAll, describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '../..')
const server = join(root, 'packages/server')

function tsc(...args: readonly string[]): string {
  const compiler = join(root, 'node_modules/typescript/bin/tsc')
  return spawnSync(process.execPath, [compiler, ...args], { cwd: root, encoding: 'utf8' }).stdout
}

describe('the two programs of the server', () => {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-types-'))
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  function errorsIn(program: string, text: string): string[] {
    writeFileSync(join(folder, 'x.ts'), text)
    const crypto = program === 'tsconfig.core.json' ? [join(server, 'src/node-crypto.d.ts')] : []
    const config = {
      extends: join(server, program),
      compilerOptions: { typeRoots: [join(root, 'node_modules/@types')] },
      include: ['x.ts', ...crypto],
    }
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config))
    return [...tsc('-p', folder).matchAll(/error (TS\d+)/g)].map(([, code]) => code ?? '')
  }

  it.each([
    ['process', 'TS2591', 'export const a: unknown = process.env'],
    ['Buffer', 'TS2591', "export const a: unknown = Buffer.from('a')"],
    ['document', 'TS2584', 'export const a: unknown = document'],
    ['node:fs', 'TS2591', "export { readFileSync } from 'node:fs'"],
    ['more of node:crypto than is said', 'TS2305', "export { scryptSync } from 'node:crypto'"],
  ])('the core knows no %s', (_name, code, text) => {
    expect(errorsIn('tsconfig.core.json', text)).toEqual([code])
  })

  const webAndCrypto = [
    "import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'",
    "export const a: Uint8Array<ArrayBuffer> = createHmac('sha256', 'key').update('data').digest()",
    "export const b: boolean = timingSafeEqual(a, new Uint8Array(hkdfSync('sha256', a, '', '', 32)))",
    "export const c: Request = new Request('https://example.com')",
    'export const d: Promise<ArrayBuffer> = crypto.subtle.digest("SHA-256", a)',
  ].join('\n')

  it.each(['tsconfig.core.json', 'tsconfig.json'])(
    '%s knows the web and node:crypto',
    (program) => {
      expect(errorsIn(program, webAndCrypto)).toEqual([])
    },
  )

  it.each([
    ['an index that may be absent', 'TS2322', 'export const a = (b: string[]): string => b[0]'],
    [
      'undefined for an optional field',
      'TS2375',
      'export const a: { b?: string } = { b: undefined }',
    ],
    [
      'a field read off an index signature',
      'TS4111',
      'export const a = (b: Record<string, 1>): unknown => b.c',
    ],
    [
      'syntax that does not erase',
      'TS1294',
      'export class A {\n  constructor(private readonly b: string) {\n    void this.b\n  }\n}',
    ],
    [
      'a type imported as a value',
      'TS1484',
      "import { RequestListener } from 'node:http'\nexport type A = RequestListener",
    ],
    ['a path without .ts', 'TS2835', "import './x'"],
    ['an export whose type must be inferred', 'TS9010', 'export const a = Math.max(1, 2)'],
  ])('%s is an error', (_what, code, text) => {
    expect(errorsIn('tsconfig.json', text)).toEqual([code])
  })
})

describe('the sources of the server', () => {
  const sources = globSync('src/**/*.ts', { cwd: server }).filter(
    (path) => !/\.test\.ts$/.test(path),
  )

  it('are all in the core, but for the rooms that are Node’s', () => {
    const listed = tsc('-p', join(server, 'tsconfig.core.json'), '--listFilesOnly').split('\n')
    const core = new Set(listed.map((path) => relative(server, path)))
    const nodes =
      /^src\/(passwords|mail|entry|cli)\/|^src\/store\/engines\/[^/]+\/(?!types|codec|locking)/
    expect(sources.filter((path) => !core.has(path) && !nodes.test(path))).toEqual([])
    expect(sources.filter((path) => core.has(path) && nodes.test(path))).toEqual([])
  })

  it('name other files in import statements, which the import rules see, never inside a type', () => {
    const inline = sources.filter((path) => {
      const text = readFileSync(join(server, path), 'utf8')
      if (!text.includes('import(')) return false
      return JSON.stringify(parseAst(text, { lang: 'ts' }, path)).includes('"type":"TSImportType"')
    })
    expect(inline).toEqual([])
  })
})
