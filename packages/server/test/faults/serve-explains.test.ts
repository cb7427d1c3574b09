import { once } from 'node:events'
import { readdir, readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { availableParallelism } from 'node:os'
import { describe, expect, it, onTestFinished } from 'vitest'
import { strongSecrets } from '../support/configuration.ts'
import { testPlaces } from '../support/open-test-engine.ts'
import { runLatchkey, startLatchkey, statusOf } from '../support/serve-process.ts'
import { prepareServePlace } from '../support/serve-process-place.ts'

/** A site on this machine, as the doctor looks whether there is one. */
async function aSite(): Promise<string> {
  const site = createServer((_request, response) => response.end('hello')).listen(0, '127.0.0.1')
  await once(site, 'listening')
  onTestFinished(() => void site.close())
  return `http://127.0.0.1:${(site.address() as AddressInfo).port}`
}

describe.each(testPlaces)('doctor, on $name', (place) => {
  const whenThere = it.skipIf(!place.isThere)

  whenThere('finds a sound installation sound and exits 0', async () => {
    const { env, remove } = await prepareServePlace(place, { GOTRUE_SITE_URL: await aSite() })
    onTestFinished(remove)
    await runLatchkey(['migrate'], { env })
    const { code, stdout, stderr } = await runLatchkey(['doctor'], { env })
    expect([code, stdout]).toEqual([0, expect.stringContaining('✓ The configuration is sound')])
    expect(stdout).toMatch(/✓ The database answers: \w+/)
    expect(stdout).toContain('✓ The schema is up to date')
    expect(stderr).toMatch(/are well.*latchkey explain/)
  })

  whenThere('tells of a schema that is missing, in words and as data', async () => {
    const { env, remove } = await prepareServePlace(place, { LATCHKEY_MIGRATE: 'require' })
    onTestFinished(remove)
    const words = await runLatchkey(['doctor'], { env })
    expect([words.code, words.stdout]).toEqual([4, expect.stringContaining('latchkey migrate')])
    const { code, stdout } = await runLatchkey(['doctor', '--json'], { env })
    const { ok, findings } = JSON.parse(stdout) as { ok: boolean; findings: { code?: string }[] }
    expect([code, ok]).toEqual([4, false])
    expect(findings.map((each) => each.code)).toContain('database_older')
  })
})

describe('config explain', () => {
  const [sqlite] = testPlaces

  it('shows what is set and from where, and no secret but its length', async () => {
    if (sqlite === undefined) throw new Error('there is always SQLite')
    const { env, remove } = await prepareServePlace(sqlite)
    onTestFinished(remove)
    const { code, stdout } = await runLatchkey(['config', 'explain'], { env })
    expect(code).toBe(0)
    expect(stdout).toMatch(/^GOTRUE_SITE_URL +https:\/\/acme\.example +environment$/m)
    for (const secret of Object.values(strongSecrets)) expect(stdout).not.toContain(secret)
    const one = await runLatchkey(['config', 'explain', 'GOTRUE_JWT_EPX'], { env })
    expect([one.code, one.stderr]).toEqual([2, expect.stringContaining('GOTRUE_JWT_EXP')])
  })

  it('shows what it can of a configuration that is not sound, and exits 78', async () => {
    const { code, stdout, stderr } = await runLatchkey(['config', 'explain'], {
      env: { PORT: 'x' },
    })
    expect(code).toBe(78)
    expect(stdout).toMatch(/^GOTRUE_JWT_SECRET +not set/m)
    expect(stderr).toContain('latchkey serve --check')
  })
})

describe('a process', () => {
  it('version and help need no configuration', async () => {
    expect(await runLatchkey(['version'])).toMatchObject({ code: 0, stderr: '' })
    expect(await runLatchkey(['--version'])).toMatchObject({ code: 0, stderr: '' })
    expect(await runLatchkey(['--help'])).toMatchObject({ code: 0, stderr: '' })
  })

  it.runIf(process.platform === 'linux')(
    'has threads for twice the cores of hashes, and two more',
    async () => {
      const [sqlite] = testPlaces
      if (sqlite === undefined) throw new Error('there is always SQLite')
      const { env, remove } = await prepareServePlace(sqlite)
      onTestFinished(remove)
      const server = startLatchkey(['serve'], { env })
      await statusOf(`${await server.url()}/health`)
      expect(await poolSizeOf(server.pid)).toBe(Math.max(4, 2 * availableParallelism() + 2))
      server.signal('SIGTERM')
      await server.ended
      const told = startLatchkey(['serve'], { env: { ...env, UV_THREADPOOL_SIZE: '3' } })
      await told.url()
      expect(await poolSizeOf(told.pid)).toBe(3)
    },
  )
})

async function poolSizeOf(pid: number): Promise<number> {
  const tasks = await readdir(`/proc/${pid}/task`)
  const names = await Promise.all(
    tasks.map((task) => readFile(`/proc/${pid}/task/${task}/comm`, 'utf8')),
  )
  return names.filter((name) => name.trim() === 'libuv-worker').length
}
