import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const root = join(import.meta.dirname, '../..')

/** The kinds of tests that need what a machine may lack. */
const projects = ['store', 'journeys', 'browser', 'examples', 'faults']

it('on a machine without databases and a browser every file of tests can still be read', () => {
  const { LATCHKEY_TEST_MYSQL_URL, LATCHKEY_TEST_POSTGRES_URL, ...env } = process.env
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [
      join(root, 'node_modules/vitest/vitest.mjs'),
      'run',
      '--testNamePattern=nothing is called like this',
      ...projects.map((project) => `--project=${project}`),
    ],
    { cwd: root, encoding: 'utf8', env: { ...env, LATCHKEY_TEST_CHROMIUM: '' } },
  )
  // A file whose suites are all left out must skip them, or it counts as broken.
  expect([status, status === 0 ? '' : stdout + stderr]).toEqual([0, ''])
}, 180_000)
