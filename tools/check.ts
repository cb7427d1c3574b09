import { spawnSync } from 'node:child_process'
import { globSync } from 'node:fs'
import { dirname, join } from 'node:path'

const root = join(import.meta.dirname, '..')

interface Step {
  readonly name: string
  readonly args: readonly string[]
}

/** A type-check of each tsconfig that has sources, then format, lint and import rules, then sizes. */
function steps(): Step[] {
  const programs = globSync(['tsconfig.json', 'packages/*/tsconfig*.json'], { cwd: root }).sort()
  return [
    ...programs.filter(hasSources).map((path) => ({
      name: `types: ${path}`,
      args: ['node_modules/typescript/bin/tsc', '-p', path],
    })),
    {
      name: 'biome',
      args: ['node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings'],
    },
    { name: 'line budget', args: ['tools/line-budget.ts'] },
  ]
}

function hasSources(tsconfig: string): boolean {
  const folder = dirname(tsconfig)
  return folder === '.' || globSync(`${folder}/src/**/*.ts`, { cwd: root }).length > 0
}

/** Runs every step even after one has failed, so that one run tells everything. */
function main(): void {
  const failed: string[] = []
  for (const { name, args } of steps()) {
    const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' })
    console.log(`${status === 0 ? 'ok    ' : 'FAILED'} ${name}`)
    if (status !== 0) failed.push(name)
  }
  if (failed.length === 0) return
  console.error(`\nThe check failed: ${failed.join('; ')}.`)
  process.exitCode = 1
}

main()
