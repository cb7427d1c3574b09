import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { rolldown } from 'rolldown'
import { vi } from 'vitest'

export type Identity = typeof import('@netlify/identity')
export type Ours = typeof import('@latchkey/identity')

/** One of the two packages, loaded anew each time, as a page or a process loads it. */
export interface Side {
  readonly name: 'ours' | 'published'
  readonly isOurs: boolean
  load(): Promise<Identity>
}

/** Loads what the sources are now, anew. */
export async function loadOurs(): Promise<Ours> {
  vi.resetModules()
  return import('@latchkey/identity')
}

/** Loads the published package anew, with the gotrue-js that it brings. */
export async function loadPublished(): Promise<Identity> {
  bundled ??= bundle()
  const path = await bundled
  vi.resetModules()
  return (await import(/* @vite-ignore */ path)) as Identity
}

export const sides: readonly Side[] = [
  { name: 'ours', isOurs: true, load: loadOurs },
  { name: 'published', isOurs: false, load: loadPublished },
]

let bundled: Promise<string> | undefined

/** The test runner has a `require` of its own for modules that it loads. */
const requireOfTheWorld = 'const require = (id) => globalThis.require(id)'

/** One file outside of `node_modules`, whose modules are loaded only once in a process. */
async function bundle(): Promise<string> {
  const input = createRequire(import.meta.url)
    .resolve('@netlify/identity')
    .replace('.cjs', '.js')
  const build = await rolldown({ input, platform: 'browser', logLevel: 'silent' })
  const { output } = await build.generate({ format: 'esm', intro: requireOfTheWorld })
  await build.close()
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-identity-'))
  process.once('exit', () => rmSync(folder, { recursive: true }))
  const path = join(folder, 'published.mjs')
  writeFileSync(path, output[0].code)
  return path
}
