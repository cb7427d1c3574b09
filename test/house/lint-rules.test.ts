import { describe, expect, it } from 'vitest'
import { lint } from './support/lint.ts'

const domain = 'packages/server/src/domain'
const cli = 'packages/server/src/cli'

/** One breach of each rule that the style guide relies on. */
const breaches: readonly (readonly [rule: string, path: string, text: string])[] = [
  ['noExplicitAny', `${domain}/any.ts`, 'export const a: any = 1\n'],
  ['noDefaultExport', `${domain}/default.ts`, 'export default 1\n'],
  ['noEnum', `${domain}/enum.ts`, 'export enum A {\n  B,\n}\n'],
  ['noNamespace', `${domain}/namespace.ts`, 'export namespace A {\n  export const b = 1\n}\n'],
  [
    'noParameterProperties',
    `${domain}/property.ts`,
    'export class A {\n  constructor(readonly b: string) {}\n}\n',
  ],
  [
    'noNonNullAssertion',
    `${domain}/sure.ts`,
    'export function a(b: string | null): string {\n  return b!\n}\n',
  ],
  ['noFloatingPromises', `${cli}/floating.ts`, 'async function a(): Promise<void> {}\n\na()\n'],
  [
    'noMisusedPromises',
    `${cli}/misused.ts`,
    'async function a(): Promise<boolean> {\n  return true\n}\n\nif (a()) throw new Error("b")\n',
  ],
  ['noUnusedImports', `${domain}/import.ts`, "import { a } from './unused.ts'\n"],
  ['noUnusedVariables', `${domain}/unused.ts`, 'const a = 1\n'],
  ['useImportType', `${domain}/type.ts`, "import { A } from './unused.ts'\n\nexport type B = A\n"],
  ['noConsole', `${domain}/console.ts`, "console.log('a')\n"],
  ['useFilenamingConvention', `${domain}/notKebab.ts`, 'export const a = 1\n'],
  ['noReExportAll', `${domain}/barrel.ts`, "export * from './unused.ts'\n"],
  ['useThrowOnlyError', `${domain}/throw.ts`, "throw 'a'\n"],
  [
    'noImportCycles',
    `${domain}/cycle-a.ts`,
    "import { b } from './cycle-b.ts'\n\nexport const a = (): number => b()\n",
  ],
  [
    'noFocusedTests',
    'test/only.test.ts',
    "import { it } from 'vitest'\n\nit.only('a', () => {})\n",
  ],
  ...['Request', 'Response', 'Headers'].map(
    (name) =>
      [
        'noRestrictedGlobals',
        `${domain}/${name.toLowerCase()}.ts`,
        `export type A = ${name}\n`,
      ] as const,
  ),
  [
    'noRestrictedGlobals',
    'packages/server/src/usecases/fetch.ts',
    "await fetch('https://example.com')\n",
  ],
  ['noRestrictedGlobals', 'packages/server/src/ports/process.ts', 'export const a = process.env\n'],
]

const sound: readonly (readonly [path: string, text: string])[] = [
  [
    `${domain}/cycle-b.ts`,
    "import { a } from './cycle-a.ts'\n\nexport const b = (): number => a()\n",
  ],
  [`${cli}/awaited.ts`, 'async function a(): Promise<void> {}\n\nawait a()\n'],
  [`${cli}/console.ts`, "console.log('a')\n"],
  ['packages/server/src/http/request.ts', 'export type A = Request\n'],
  ['vitest.config.ts', 'export default {}\n'],
]

const findings = lint(
  new Map([...breaches.map(([, path, text]) => [path, text] as const), ...sound]),
)

function rulesOf(path: string): string[] {
  return (findings.get(path) ?? []).map(({ rule }) => rule)
}

describe('the linter', () => {
  it.each(breaches)('%s rejects %s', (rule, path) => {
    expect(rulesOf(path)).toContain(rule)
  })

  it.each(sound.slice(1))('finds nothing wrong in %s', (path) => {
    expect(rulesOf(path)).toEqual([])
  })
})
