import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { areInstalled } from './example-app.ts'

const root = join(import.meta.dirname, '../../../..')

describe('the doors to frameworks', () => {
  if (!areInstalled) {
    it.skip('are not compared: run `npm run build`, then `npm ci` in examples/', () => {})
    return
  }
  it('fit the types that the frameworks themselves declare', () => {
    const tsc = join(root, 'node_modules/typescript/bin/tsc')
    const project = join(root, 'examples/types')
    const { stdout } = spawnSync(process.execPath, [tsc, '-p', project], { encoding: 'utf8' })
    expect(stdout).toBe('')
  }, 60_000)
})
