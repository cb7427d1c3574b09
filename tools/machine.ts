import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

type Environment = Readonly<Record<string, string | undefined>>

/** Chromium as told (empty for none), as Debian installs it, or as PATH has it; `null` where there is none. */
export function findChromium(env: Environment): string | null {
  const told = env['LATCHKEY_TEST_CHROMIUM']
  if (told !== undefined) return existsSync(told) ? told : null
  const folders = (env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '')
  const onPath = ['chromium', 'chromium-browser', 'google-chrome'].flatMap((name) =>
    folders.map((folder) => join(folder, name)),
  )
  return ['/usr/bin/chromium', ...onPath].find((path) => existsSync(path)) ?? null
}

/** Whether the examples have their dependencies, which `npm ci` of the root does not bring. */
export function hasExamples(): boolean {
  return existsSync(join(import.meta.dirname, '../examples/node_modules'))
}

/** What the tests leave out on this machine, one line each. */
export function leftOut(env: Environment, chromium: string | null, hasExamples: boolean): string[] {
  const lines: string[] = []
  if (!env['LATCHKEY_TEST_MYSQL_URL']) {
    lines.push('left out: MySQL/MariaDB (set LATCHKEY_TEST_MYSQL_URL)')
  }
  if (!env['LATCHKEY_TEST_POSTGRES_URL']) {
    lines.push('left out: Postgres (set LATCHKEY_TEST_POSTGRES_URL)')
  }
  if (!hasExamples) {
    lines.push('left out: the examples (npm ci --prefix examples, after npm run build)')
  }
  if (chromium === null) {
    lines.push('left out: the browser (install Chromium or set LATCHKEY_TEST_CHROMIUM)')
  }
  return lines
}
