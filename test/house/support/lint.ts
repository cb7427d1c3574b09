import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

const root = join(import.meta.dirname, '../../..')

/** What biome said of one file. */
export interface Finding {
  readonly rule: string
  readonly message: string
}

/**
 * Lints files that exist only for this call, by the repository's own biome.json, and tells what
 * was found in each.
 */
export function lint(files: ReadonlyMap<string, string>): ReadonlyMap<string, readonly Finding[]> {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-house-'))
  try {
    cpSync(join(root, 'biome.json'), join(folder, 'biome.json'))
    for (const [path, text] of files) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), text)
    }
    return findings(runBiome(folder), [...files.keys()])
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

interface Diagnostic {
  readonly category: string
  readonly message: string
  readonly location: { readonly path: string }
}

function runBiome(folder: string): readonly Diagnostic[] {
  const biome = join(root, 'node_modules/@biomejs/biome/bin/biome')
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [biome, 'lint', '--reporter=json', '--max-diagnostics=none', '.'],
    { cwd: folder, encoding: 'utf8' },
  )
  if (!stdout.startsWith('{')) throw new Error(`biome said nothing to read: ${stderr}`)
  const report: { readonly diagnostics: readonly Diagnostic[] } = JSON.parse(stdout)
  return report.diagnostics
}

function findings(
  diagnostics: readonly Diagnostic[],
  paths: readonly string[],
): ReadonlyMap<string, readonly Finding[]> {
  const found = new Map<string, Finding[]>(paths.map((path) => [path, []]))
  for (const { category, message, location } of diagnostics) {
    const rule = category.split('/').at(-1) ?? category
    // A finding about no file of ours is a mistake in biome.json itself.
    const list = found.get(location.path)
    if (list === undefined) throw new Error(`biome on ${location.path}: ${message}`)
    list.push({ rule, message })
  }
  return found
}
