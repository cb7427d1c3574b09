import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Plugin, rolldown } from 'rolldown'
import { vi } from 'vitest'
import { inPages } from '../../../../tools/in-pages.ts'

export type Identity = typeof import('@netlify/identity')
export type Ours = typeof import('@latchkey/identity')

/** One of the two packages, loaded anew each time, as a page or a process loads it. */
export interface Side {
  readonly name: 'ours' | 'published'
  readonly isOurs: boolean
  load(): Promise<Identity>
  /** As pages get it, which bundlers resolve with the condition `browser`. */
  loadInPage(): Promise<Identity>
}

/** Loads what the sources are now, anew, as servers get it. */
export async function loadOurs(): Promise<Ours> {
  vi.resetModules()
  return import('@latchkey/identity')
}

/** Loads what the sources are now, anew, as pages get it. */
export async function loadOursInPage(): Promise<Ours> {
  forPages ??= bundle(fileURLToPath(import.meta.resolve('../../src/index.ts')), [inPages])
  return (await loadBundle(forPages)) as Ours
}

/** Loads the published package anew, with the gotrue-js that it brings. */
export async function loadPublished(): Promise<Identity> {
  published ??= bundle(require.resolve('@netlify/identity').replace('.cjs', '.js'))
  return (await loadBundle(published)) as Identity
}

export const sides: readonly Side[] = [
  { name: 'ours', isOurs: true, load: loadOurs, loadInPage: loadOursInPage },
  { name: 'published', isOurs: false, load: loadPublished, loadInPage: loadPublished },
]

const require = createRequire(import.meta.url)
let forPages: Promise<string> | undefined
let published: Promise<string> | undefined

async function loadBundle(bundled: Promise<string>): Promise<unknown> {
  const path = await bundled
  vi.resetModules()
  return import(/* @vite-ignore */ path)
}

/** The test runner has a `require` of its own for modules that it loads. */
const requireOfTheWorld = 'const require = (id) => globalThis.require(id)'

/** One file outside of `node_modules`, whose modules are loaded only once in a process. */
async function bundle(input: string, plugins: Plugin[] = []): Promise<string> {
  const resolve = { conditionNames: ['@latchkey/source', 'import', 'default'] }
  const build = await rolldown({ input, platform: 'browser', logLevel: 'silent', resolve, plugins })
  const { output } = await build.generate({ format: 'esm', intro: requireOfTheWorld })
  await build.close()
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-identity-'))
  process.once('exit', () => rmSync(folder, { recursive: true }))
  const path = join(folder, 'identity.mjs')
  writeFileSync(path, output[0].code)
  return path
}
