import { describe, expect, it } from 'vitest'
import { complaints, idleExceptions } from '../../tools/line-budget.ts'
import { measure } from '../../tools/measure.ts'

function lines(count: number): string {
  return '  a()\n'.repeat(count)
}

function said(
  path: string,
  text: string,
  allowed: Readonly<Record<string, string>> = {},
): string[] {
  return complaints({ path, ...measure(text, path) }, allowed)
}

describe('the line budget', () => {
  it('lets a file of 300 lines pass and not one of 301', () => {
    expect(said('packages/a/src/b.ts', '\n'.repeat(300))).toEqual([])
    expect(said('packages/a/src/b.ts', '\n'.repeat(301))).toEqual([
      'packages/a/src/b.ts: 301 lines, 300 at most',
    ])
  })

  it('lets a test of 400 lines pass and not one of 401', () => {
    expect(said('packages/a/src/b.test.ts', '\n'.repeat(400))).toEqual([])
    expect(said('packages/a/src/b.test.ts', '\n'.repeat(401))).toHaveLength(1)
  })

  it('lets a function of 40 lines pass and not one of 41', () => {
    expect(said('a.ts', `function b(): void {\n${lines(38)}}\n`)).toEqual([])
    expect(said('a.ts', `function b(): void {\n${lines(39)}}\n`)).toEqual([
      'a.ts:1: b has 41 lines, 40 at most',
    ])
  })

  it.each([
    ['an arrow', `const b = (): void => {\n${lines(39)}}\n`],
    ['a method', `class A {\n  b(): void {\n${lines(39)}  }\n}\n`],
    ['a property of a literal', `const a = {\n  b: async () => {\n${lines(39)}  },\n}\n`],
  ])('measures %s by its name', (_what, text) => {
    expect(said('a.ts', text)).toEqual([expect.stringMatching(/: b has 41 lines/)])
  })

  it('counts the lines of a nested function for itself alone', () => {
    const nested = `  const inner = () => {\n${lines(30)}  }\n`
    const { functions } = measure(`function outer() {\n${nested}${nested}}\n`, 'a.ts')
    expect(functions).toEqual([
      { name: 'outer', line: 1, lines: 6 },
      { name: 'inner', line: 2, lines: 32 },
      { name: 'inner', line: 34, lines: 32 },
    ])
  })

  it('is not misled by braces in texts, patterns and comments', () => {
    const text = 'function a() {\n  // }\n  const b = `}${"}"}`\n  return /}/.test(b)\n}\n'
    expect(measure(text, 'a.ts').functions).toEqual([{ name: 'a', line: 1, lines: 5 }])
  })

  it('takes an exception with its reason, and asks for its removal when it is idle', () => {
    const allowed = { 'a.ts#b': 'a table', 'gone.ts': 'was long' }
    const text = `function b(): void {\n${lines(39)}}\n`
    expect(said('a.ts', text, allowed)).toEqual([])
    expect(idleExceptions([{ path: 'a.ts', ...measure(text, 'a.ts') }], allowed)).toEqual([
      expect.stringContaining('gone.ts'),
    ])
  })
})

describe('a suppression', () => {
  const ignore = 'biome-' + 'ignore'
  const expectError = '@ts-' + 'expect-error'

  it.each([
    [`// ${ignore} lint/suspicious/noExplicitAny: the driver types it so`, true],
    [`// ${ignore} lint/suspicious/noExplicitAny: <explanation>`, false],
    [`// ${ignore} lint/suspicious/noExplicitAny:`, false],
    [`/* ${ignore}-all lint: generated from the list beside it */`, true],
    [`// ${expectError} the library omits this overload`, true],
    [`// ${expectError}: the library omits this overload`, true],
    [`// ${expectError}`, false],
  ])('%s has a reason: %s', (comment, hasReason) => {
    expect(measure(`${comment}\nconst a = 1\n`, 'a.ts').suppressions).toEqual([
      { line: 1, hasReason },
    ])
  })

  it('without a reason is complained about', () => {
    expect(said('a.ts', `// ${expectError}\nconst a = 1\n`)).toEqual([
      'a.ts:1: a suppression without a reason on its line',
    ])
  })
})
