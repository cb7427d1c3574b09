import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { systemClock, systemRandom } from '../../src/cli/runtime/system.ts'
import { createSqlite, type SqliteOptions } from '../../src/entry/sqlite.ts'
import { migrate } from '../../src/store/migrations/migrate.ts'
import type { Bound } from '../../src/store/statement.ts'

const pageBytes = 4096

/** Flips over the file; more by `LATCHKEY_TEST_FLIPS`. */
const flips = Number(process.env['LATCHKEY_TEST_FLIPS'] ?? 1000)

type Alarm = Parameters<NonNullable<SqliteOptions['onAlarm']>>[0]

let folder: string
let small: Uint8Array
let large: Uint8Array

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'latchkey-damage-'))
  small = await fileWith(5_000)
  large = await fileWith(40_000)
})

afterAll(() => rmSync(folder, { recursive: true }))

/** A database with all tables, and another one with an index and so many rows. */
async function fileWith(rows: number): Promise<Uint8Array> {
  const file = join(folder, `whole-${rows}.db`)
  const engine = createSqlite({ file })
  await migrate(engine, { clock: systemClock, random: systemRandom })
  await engine.execute('CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT, about BLOB)')
  await engine.execute('CREATE INDEX people_name ON people (name)')
  await engine.execute(
    `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${rows})
     INSERT INTO people SELECT i, hex(randomblob(12)), randomblob(60) FROM n`,
  )
  await engine.close()
  return readFileSync(file)
}

/** A place in what holds a page together: its head, or the list of its cells. */
function structuralByte(bytes: Uint8Array, page: number, chance: number): number {
  const start = page * pageBytes + (page === 0 ? 100 : 0) // the first page begins with the file's head
  const isLeaf = (bytes[start] ?? 0) > 5
  const cells = (bytes[start + 3] ?? 0) * 256 + (bytes[start + 4] ?? 0)
  return start + Math.floor(chance * ((isLeaf ? 8 : 12) + 2 * cells))
}

function flipped(bytes: Uint8Array, at: number): Uint8Array {
  const copy = Uint8Array.from(bytes)
  copy[at] = (copy[at] ?? 0) ^ 0xff
  return copy
}

function placed(name: string, bytes: Uint8Array): string {
  const file = join(folder, name)
  writeFileSync(file, bytes)
  return file
}

/** Numbers between 0 and 1 that are the same in every run (xorshift32). */
function* chances(): Generator<number, never> {
  let state = 2_463_534_242
  for (;;) {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    yield (state >>> 0) / 2 ** 32
  }
}

const insert: Bound = {
  statement: {
    name: 'insert',
    sql: 'INSERT INTO people (name) VALUES (1)',
    parameters: [],
    conversions: [],
  },
  values: [],
}

describe('REL-07 a SQLite file with one flipped byte', () => {
  it(`is refused at the start wherever its structure is hit, ${flips} times, and stays as it was`, () => {
    const chance = chances()
    const pages = small.length / pageBytes
    const served: string[] = []
    for (let flip = 0; flip < flips; flip += 1) {
      const page = Math.floor(chance.next().value * pages)
      const at = structuralByte(small, page, chance.next().value)
      const damaged = flipped(small, at)
      const file = placed('flipped.db', damaged)
      try {
        createSqlite({ file })
        served.push(`byte ${at % pageBytes} of page ${page + 1}`)
      } catch (error) {
        expect(String(error)).toMatch(/flipped\.db is damaged and is not served.*Restore a backup/)
      }
      if (flip % 100 === 0) expect(readFileSync(file).equals(damaged)).toBe(true)
    }
    expect(served).toEqual([])
  })

  it('is refused when its head is no head of a database', () => {
    expect(() => createSqlite({ file: placed('no.db', flipped(small, 3)) })).toThrow(/is damaged/)
  })

  it('and large, is looked through beside the start: then nothing is written, and it is not ready', async () => {
    const lastPage = large.length / pageBytes - 1
    const file = placed('large.db', flipped(large, lastPage * pageBytes))
    const alarms: Alarm[] = []
    const rung = Promise.withResolvers<void>()
    const engine = createSqlite({
      file,
      onAlarm: (alarm) => {
        alarms.push(alarm)
        rung.resolve()
      },
    })
    await rung.promise
    await expect(engine.ping()).rejects.toThrow(/large\.db is damaged/)
    await expect(engine.write(insert)).rejects.toMatchObject({ name: 'Unavailable' })
    await expect(engine.transact(async () => {})).rejects.toMatchObject({ name: 'Unavailable' })
    expect(alarms).toMatchObject([{ kind: 'damaged', fault: { name: 'Fault' } }])
    await engine.close()
    expect(readFileSync(file).equals(flipped(large, lastPage * pageBytes))).toBe(true)
  })
})

describe('REL-07 a SQLite file that is sound', () => {
  it.each(['small', 'large'] as const)('and %s, is served and written to', async (size) => {
    const file = placed(`sound-${size}.db`, size === 'small' ? small : large)
    const engine = createSqlite({ file, onAlarm: (alarm) => expect(alarm).toBeUndefined() })
    await engine.ping()
    expect(await engine.write(insert)).toBe(1)
    await engine.close()
  })

  it('is served with the log that a killed process left', async () => {
    const file = placed('killed.db', small)
    const engine = createSqlite({ file })
    await engine.write(insert)
    for (const part of ['', '-wal']) copyFileSync(`${file}${part}`, join(folder, `left.db${part}`))
    await engine.close()
    const next = createSqlite({ file: join(folder, 'left.db') })
    const count = { ...insert.statement, sql: 'SELECT count(*) AS rows FROM people' }
    expect(await next.read({ statement: count, values: [] })).toEqual([{ rows: 5001 }])
    await next.close()
  })
})
