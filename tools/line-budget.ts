import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type FileMeasure, measure } from './measure.ts'

const budget = { source: 300, test: 400, function: 40 }

/** Files, or `file#function`, that may be longer, each with the reason. */
const exceptions: Readonly<Record<string, string>> = {
  'packages/server/src/passwords/common-passwords-list.ts': 'a list of words, one a line',
}

const patterns = [
  'packages/*/{src,test,bin}/**/*.{ts,tsx,js}',
  'tools/**/*.ts',
  'test/**/*.ts',
  '*.ts',
]

interface Measured extends FileMeasure {
  readonly path: string
}

/** Everything over budget, one sentence each. */
export function complaints(
  file: Measured,
  allowed: Readonly<Record<string, string>> = exceptions,
): string[] {
  const isTest = /\.test\.ts$|(^|\/)test\//.test(file.path)
  const most = isTest ? budget.test : budget.source
  const said: string[] = []
  if (file.lines > most && !(file.path in allowed)) {
    said.push(`${file.path}: ${file.lines} lines, ${most} at most`)
  }
  for (const { name, line, lines } of isTest ? [] : file.functions) {
    if (lines <= budget.function || `${file.path}#${name}` in allowed) continue
    said.push(`${file.path}:${line}: ${name} has ${lines} lines, ${budget.function} at most`)
  }
  for (const { line, hasReason } of file.suppressions) {
    if (!hasReason) said.push(`${file.path}:${line}: a suppression without a reason on its line`)
  }
  return said
}

/** Exceptions that no longer name anything: they must go when their reason has gone. */
export function idleExceptions(
  files: readonly Measured[],
  allowed: Readonly<Record<string, string>> = exceptions,
): string[] {
  const known = new Set(
    files.flatMap(({ path, functions }) => [
      path,
      ...functions.map(({ name }) => `${path}#${name}`),
    ]),
  )
  return Object.keys(allowed)
    .filter((key) => !known.has(key))
    .map((key) => `tools/line-budget.ts: the exception for ${key} names nothing`)
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? 0
}

function main(): void {
  const root = join(import.meta.dirname, '..')
  const paths = globSync(patterns, { cwd: root, exclude: ['**/node_modules/**', '**/dist/**'] })
  const files = paths
    .sort()
    .map((path) => ({ path, ...measure(readFileSync(join(root, path), 'utf8'), path) }))
  const sources = files.filter(({ path }) => !/\.test\.ts$|(^|\/)test\//.test(path))
  const said = [...files.flatMap((file) => complaints(file)), ...idleExceptions(files)]
  const suppressions = files.reduce((sum, file) => sum + file.suppressions.length, 0)

  for (const sentence of said) console.error(sentence)
  console.log(
    `${sources.length} source files, median ${median(sources.map(({ lines }) => lines))} lines; ` +
      `${files.length - sources.length} files of tests; ${suppressions} suppressions; ` +
      `${Object.keys(exceptions).length} exceptions`,
  )
  if (said.length > 0) process.exitCode = 1
}

if (import.meta.main) main()
