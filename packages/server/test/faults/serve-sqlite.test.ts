import { readFile, writeFile } from 'node:fs/promises'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type TestPlace, testPlaces } from '../support/open-test-engine.ts'
import { runLatchkey, startLatchkey, statusOf } from '../support/serve-process.ts'
import { prepareServePlace } from '../support/serve-process-place.ts'

const [sqlite] = testPlaces as [TestPlace]

async function aFile(more: Readonly<Record<string, string>> = {}) {
  const prepared = await prepareServePlace(sqlite, more)
  onTestFinished(prepared.remove)
  return prepared
}

describe('REL-08 one SQLite file and two processes', () => {
  it('the second server is refused with words, and the first goes on', async () => {
    const { env } = await aFile({ LATCHKEY_DB_BOOT_TIMEOUT: '1s' })
    const url = await startLatchkey(['serve'], { env }).url()
    const second = await runLatchkey(['serve'], { env })
    expect(second.code).toBe(4)
    expect(second.stderr).toContain('Another process has the database file open')
    expect(second.stderr).toContain('stop the other process')
    expect(await statusOf(`${url}/_/ready`)).toBe(200)
  })

  it('a second server that is patient takes over when the first ends', async () => {
    const { env } = await aFile()
    const first = startLatchkey(['serve'], { env })
    await first.url()
    const second = startLatchkey(['serve'], { env })
    await second.said(/Another process has the database file open[\s\S]*Trying again/)
    first.signal('SIGTERM')
    expect((await first.ended).code).toBe(0)
    expect(await statusOf(`${await second.url()}/_/ready`)).toBe(200)
  })

  it.each(['migrate', 'admin createuser eve@example.test -', 'admin deleteuser eve@example.test'])(
    '%s beside a running server is refused with the same words',
    async (command) => {
      const { env } = await aFile()
      await startLatchkey(['serve'], { env }).url()
      const input = 'correct horse 1\n'
      const { code, stdout, stderr } = await runLatchkey(command.split(' '), { env, input })
      expect([code, stdout]).toEqual([4, ''])
      expect(stderr).toContain('database_locked')
    },
  )

  it('an owner that was killed leaves no lock behind', async () => {
    const { env } = await aFile({ LATCHKEY_DB_BOOT_TIMEOUT: '1s' })
    const first = startLatchkey(['serve'], { env })
    await first.url()
    first.signal('SIGKILL')
    expect((await first.ended).code).toBeNull()
    const second = startLatchkey(['serve'], { env })
    expect(await statusOf(`${await second.url()}/_/ready`)).toBe(200)
  })
})

describe('a SQLite file that cannot be had', () => {
  it('in a place that is no folder is told with its path', async () => {
    const { env } = await aFile({ DATABASE_URL: '/dev/null/data.db' })
    const { code, stderr } = await runLatchkey(['serve'], { env })
    expect([code, stderr]).toEqual([4, expect.stringContaining('database_file')])
    expect(stderr).toContain('/dev/null/data.db')
  })

  it('REL-07 that is no database is told, and not touched', async () => {
    const { env, place } = await aFile({ LATCHKEY_DB_BOOT_TIMEOUT: '1s' })
    const letter = 'Dear Ada, '.repeat(1000)
    await writeFile(place.url, letter)
    const { code, stderr } = await runLatchkey(['serve'], { env })
    expect([code, stderr]).toEqual([4, expect.stringContaining('database_damaged')])
    expect(stderr).not.toContain('    at ')
    expect(await readFile(place.url, 'utf8')).toBe(letter)
  })
})
