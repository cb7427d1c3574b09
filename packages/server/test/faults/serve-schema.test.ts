import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it, onTestFinished } from 'vitest'
import { insertRow } from '../support/all-rows.ts'
import { openTestEngine, type TestPlace, testPlaces } from '../support/open-test-engine.ts'
import { noon } from '../support/rows.ts'
import { runLatchkey, startLatchkey, statusOf } from '../support/serve-process.ts'
import { freePort, prepareServePlace, type ServePlace } from '../support/serve-process-place.ts'

async function fresh(place: TestPlace, more: Readonly<Record<string, string>> = {}) {
  const prepared: ServePlace = await prepareServePlace(place, more)
  onTestFinished(prepared.remove)
  return prepared
}

const pending = /^0001 {5}gotrue-tables {2}Pending$/m
const applied = /^0001 {5}gotrue-tables {2}Applied$/m

describe.each(testPlaces)('the schema, on $name', (place) => {
  const whenThere = it.skipIf(!place.isThere)

  whenThere('migrate tells what there was to do and what is done', async () => {
    const { env } = await fresh(place)
    const first = await runLatchkey(['migrate'], { env })
    expect(first).toMatchObject({ code: 0, stderr: expect.stringContaining('steps applied.') })
    const [before, after] = first.stdout.split('\n\n')
    expect(before).toMatch(/^Version {2}Name +Status\n/)
    expect(before).toMatch(pending)
    expect(after).toMatch(applied)
    expect(after).not.toContain('Pending')
  })

  whenThere('migrate again changes nothing and says so', async () => {
    const { env } = await fresh(place)
    await runLatchkey(['migrate'], { env })
    const again = await runLatchkey(['migrate'], { env })
    expect(again).toMatchObject({ code: 0, stderr: expect.stringContaining('was up to date') })
    expect(again.stdout).not.toContain('Pending')
    const { stdout } = await runLatchkey(['migrate', '--json'], { env })
    const { ok, steps } = JSON.parse(stdout) as { ok: boolean; steps: { isApplied: boolean }[] }
    expect([ok, steps.every(({ isApplied }) => isApplied)]).toEqual([true, true])
  })

  whenThere('REL-51 a schema that a newer version has made is refused with words', async () => {
    const { env, place: own } = await fresh(place)
    await runLatchkey(['migrate'], { env })
    await makeNewer(own)
    for (const command of ['migrate', 'serve']) {
      const { code, stderr } = await runLatchkey([command], { env })
      expect(code).toBe(4)
      expect(stderr).toContain('database_newer')
      expect(stderr).toContain('start the newer version again')
      expect(stderr).not.toContain('    at ')
    }
    const doctor = await runLatchkey(['doctor'], { env })
    expect([doctor.code, doctor.stdout]).toEqual([4, expect.stringContaining('database_newer')])
  })
})

/** As a later version leaves it that changed the schema in a way that ours cannot serve. */
async function makeNewer(place: TestPlace): Promise<void> {
  const engine = await openTestEngine(place)
  const row = { number: 9999, name: 'later', checksum: 'x', started_at: noon }
  await insertRow(engine, 'latchkey_migrations', row)
  await insertRow(engine, 'server_state', { name: 'min_code', value: '9999' })
  await engine.close()
}

describe.each(testPlaces.filter(({ engine }) => engine !== 'sqlite'))(
  'a schema that somebody else makes, on $name',
  (place) => {
    const whenThere = it.skipIf(!place.isThere)

    whenThere('REL-49 two that migrate at once both end well, and once', async () => {
      const { env } = await fresh(place)
      const both = await Promise.all([
        runLatchkey(['migrate'], { env }),
        runLatchkey(['migrate'], { env }),
      ])
      for (const { code, stdout } of both) {
        expect(code).toBe(0)
        expect(stdout.split('\n\n')[1]).not.toContain('Pending')
      }
    })

    whenThere('model 7 a server waits alive for migrate, says so, and then serves', async () => {
      const port = await freePort()
      const { env } = await fresh(place, { GOTRUE_API_PORT: String(port) })
      const server = startLatchkey(['serve'], { env })
      await server.said(/schema is not up to date[\s\S]*Waiting for: latchkey\s+migrate/)
      expect(await statusOf(`http://127.0.0.1:${port}/health`)).toBe(200)
      expect(await statusOf(`http://127.0.0.1:${port}/_/ready`)).toBe(503)
      expect((await runLatchkey(['migrate'], { env })).code).toBe(0)
      const url = await server.url()
      expect(await statusOf(`${url}/_/ready`)).toBe(200)
    })

    whenThere('a server that waits can be told to end', async () => {
      for (const [signal, expected] of [
        ['SIGTERM', 0],
        ['SIGINT', 130],
      ] as const) {
        const { env } = await fresh(place)
        const server = startLatchkey(['serve'], { env })
        await server.said(/Waiting for:/)
        server.signal(signal)
        expect(await server.ended).toMatchObject({
          code: expected,
          stderr: expect.stringContaining(`Stopped (${signal}) before it served anybody.`),
        })
      }
    })
  },
)

describe('the schema of a SQLite file', () => {
  const [sqlite] = testPlaces as [TestPlace]

  it('is made by the first start', async () => {
    const { env } = await fresh(sqlite)
    const server = startLatchkey(['serve'], { env })
    expect(await statusOf(`${await server.url()}/_/ready`)).toBe(200)
    server.signal('SIGTERM')
    await server.ended
    const { stderr } = await runLatchkey(['migrate'], { env })
    expect(stderr).toContain('was up to date')
  })

  it('REL-49 of two that migrate at once, one may be refused, and the schema is whole', async () => {
    const { env } = await fresh(sqlite)
    const both = await Promise.all([
      runLatchkey(['migrate'], { env }),
      runLatchkey(['migrate'], { env }),
    ])
    const codes = both.map(({ code }) => code)
    expect(codes).toContain(0)
    for (const { code, stderr } of both) if (code !== 0) expect(stderr).toContain('database_locked')
    expect((await runLatchkey(['migrate'], { env })).stderr).toContain('was up to date')
  })

  it('of somebody else is left alone, with words', async () => {
    const { env, place } = await fresh(sqlite)
    const db = new DatabaseSync(place.url)
    db.exec('CREATE TABLE users (name TEXT)')
    db.close()
    const { code, stderr } = await runLatchkey(['migrate'], { env })
    expect(code).toBe(4)
    expect(stderr).toContain('database_foreign')
    expect(stderr).toContain('GOTRUE_DB_NAMESPACE')
    expect(stderr).not.toContain('    at ')
  })
})
