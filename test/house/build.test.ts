import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { build } from '../../tools/build.ts'

const folder = mkdtempSync(join(tmpdir(), 'latchkey-build-'))
const server = join(folder, 'packages/server')

const files = {
  'package.json': '{ "type": "module" }',
  'src/cli/main.ts': `
    import { Worker } from 'node:worker_threads'
    import { greeting } from '../domain/greeting.ts'
    const worker = new Worker(new URL('../store/lister.ts', import.meta.url))
    worker.once('message', (said: string) => console.log(greeting, said))
  `,
  'src/domain/greeting.ts': "export const greeting: string = 'hello from'\n",
  'src/store/lister.ts': `
    import { parentPort } from 'node:worker_threads'
    parentPort?.postMessage('a worker')
  `,
  'src/pages/inbox/index.html': '<!doctype html><title>Inbox</title>',
}

beforeAll(async () => {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(server, path)), { recursive: true })
    writeFileSync(join(server, path), text)
  }
  cpSync(join(import.meta.dirname, '../../packages/server/bin'), join(server, 'bin'), {
    recursive: true,
  })
  await build(join(server, 'src'), join(server, 'dist'))
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

function start(): string {
  return execFileSync(process.execPath, [join(server, 'bin/latchkey.js')], { encoding: 'utf8' })
}

it('bundles the server and its workers, and brings the pages’ files along', () => {
  expect(
    readdirSync(join(server, 'dist'))
      .filter((name) => !name.endsWith('.map'))
      .sort(),
  ).toEqual(['inbox', 'latchkey.js', 'store-lister.js'])
})

it('starts from the bundle where there is no source', () => {
  rmSync(join(server, 'src'), { recursive: true })
  expect(start()).toBe('hello from a worker\n')
})
