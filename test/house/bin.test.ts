import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'

const bin = join(import.meta.dirname, '../../packages/server/bin/latchkey.js')

const folder = mkdtempSync(join(tmpdir(), 'latchkey-bin-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Starts the command as if Node had another version. */
function startOn(version: string): { readonly status: number | null; readonly said: string } {
  const preload = join(folder, 'other-node.cjs')
  writeFileSync(
    preload,
    `Object.defineProperty(process, 'versions', { value: { node: '${version}' } })\n`,
  )
  const { status, stderr } = spawnSync(process.execPath, ['--require', preload, bin, 'version'], {
    encoding: 'utf8',
  })
  return { status, said: stderr }
}

it.each(['14.21.3', '20.19.0', '22.15.9'])(
  'on Node %s one sentence says what to install',
  (old) => {
    const { status, said } = startOn(old)
    expect(status).toBe(1)
    expect(said).toMatch(
      /^Latchkey needs Node\.js 22\.16 or newer, and this is [\d.]+: install .+\.\n$/,
    )
  },
)

it.each(['22.16.0', '24.0.0', '26.1.0'])('on Node %s nothing is said about it', (recent) => {
  expect(startOn(recent).said).not.toContain('Latchkey needs Node.js')
})
