import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { sha256 } from '../../../kernel/digest.ts'
import { instantAt } from '../../../kernel/instant.ts'
import { QueryTooSlow } from '../../../ports/listing.ts'
import type { Bound } from '../../statement.ts'
import type { Engine } from '../engine.ts'
import { createSqliteEngine } from './driver.ts'

function bound(sql: string, ...values: readonly (string | number)[]): Bound {
  return { statement: { name: sql, sql, parameters: [], conversions: [] }, values }
}

const count = bound('SELECT count(*) AS rows FROM rows')
const insert = (id: number) => bound('INSERT INTO rows (id) VALUES (?)', id)

describe('SQLite in a file', () => {
  let folder: string
  let file: string
  let engine: Engine

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'latchkey-sqlite-'))
    file = join(folder, 'data.db')
    engine = createSqliteEngine({ file })
    await engine.execute('CREATE TABLE rows (id INTEGER PRIMARY KEY)')
  })

  afterEach(async () => {
    await engine.close()
    rmSync(folder, { recursive: true })
  })

  const rows = async (from: Pick<Engine, 'read'> = engine) =>
    Number((await from.read(count))[0]?.['rows'])

  it('three thousand times, what was acknowledged is read and what was not is not', async () => {
    for (let id = 0; id < 3000; id += 1) {
      const before = rows()
      await engine.write(insert(id))
      expect(await rows()).toBe(id + 1)
      expect(await before).toBe(id)
    }
  }, 60_000)

  it('reads of others do not see a group that is open', async () => {
    const seen: Promise<number>[] = []
    await engine.transact(async (tx) => {
      tx.write(insert(1), 'one')
      seen.push(rows())
      await tx.read(count)
      seen.push(rows())
      expect(await rows(tx)).toBe(1)
    })
    expect(await Promise.all(seen)).toEqual([0, 0])
    expect(await rows()).toBe(1)
  })

  it('is readable by its owner only', () => {
    for (const each of [file, `${file}.owner`, `${file}-wal`]) {
      expect(statSync(each).mode & 0o777).toBe(0o600)
    }
  })

  it('REL-02 syncs every commit to a write-ahead log', async () => {
    const read = async (name: string) => (await engine.read(bound(`PRAGMA ${name}`)))[0]?.[name]
    expect(await read('journal_mode')).toBe('wal')
    const setting = await engine.transact((tx) => tx.read(bound('PRAGMA synchronous')))
    expect(setting[0]?.['synchronous']).toBe(2)
  })

  it('REL-09 closed, it leaves no log behind', async () => {
    await engine.write(insert(1))
    await engine.close()
    expect(existsSync(`${file}-wal`)).toBe(false)
    engine = createSqliteEngine({ file })
    expect(await rows()).toBe(1)
  })

  it('REL-08 a second owner is refused with a sentence, in this process or another', () => {
    expect(() => createSqliteEngine({ file })).toThrow(/Another Latchkey process has .* open/)
    expect(openElsewhere()).toMatch(/Another Latchkey process has .* open/)
  })

  it('REL-05 a killed owner leaves nothing locked', async () => {
    await engine.close()
    expect(openElsewhere('process.kill(process.pid, "SIGKILL")')).toBe('')
    engine = createSqliteEngine({ file })
    expect(await rows()).toBe(0)
  })

  /** What another process says when it opens the file, and then does `more`. */
  function openElsewhere(more = ''): string {
    const driver = fileURLToPath(new URL('./driver.ts', import.meta.url))
    const program = `
      const { createSqliteEngine } = await import(${JSON.stringify(driver)})
      try { createSqliteEngine({ file: ${JSON.stringify(file)} }) }
      catch (error) { console.log(error.message) }
      ${more}`
    const options = { encoding: 'utf8', stdio: 'pipe' } as const
    try {
      return execFileSync(process.execPath, ['--input-type=module', '-e', program], options).trim()
    } catch {
      return '' // it was killed before it could say anything
    }
  }

  describe('long reads', () => {
    const endless = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)
      SELECT count(*) FROM n WHERE latchkey_in_time() AND i < 0`

    it('see what was committed', async () => {
      await engine.write(insert(1))
      expect(await engine.readSlowly(count, 1000)).toEqual([{ rows: 1 }])
    })

    it('end at their limit, and the next one is answered', async () => {
      await expect(engine.readSlowly(bound(endless), 100)).rejects.toThrow(QueryTooSlow)
      expect(await engine.readSlowly(count, 1000)).toEqual([{ rows: 0 }])
    })

    it('hold up nobody else meanwhile', async () => {
      const slow = engine.readSlowly(bound(endless), 500).catch((error: unknown) => error)
      const began = performance.now()
      for (let id = 0; id < 20; id += 1) await engine.write(insert(id))
      expect(await rows()).toBe(20)
      expect(performance.now() - began).toBeLessThan(450)
      expect(await slow).toBeInstanceOf(QueryTooSlow)
    })

    it('that are wrong fail as a fault', async () => {
      await expect(engine.readSlowly(bound('SELECT missing'), 1000)).rejects.toThrow(
        /no such column/,
      )
    })
  })

  it('counters are still there after a restart', async () => {
    await engine.execute(
      'CREATE TABLE rate_limits (digest BLOB, points INTEGER, window_ends INTEGER)',
    )
    const [key, now] = [sha256('somebody'), instantAt(1000)]
    await engine.counters.add(key, 3, now, 60_000)
    await engine.close()
    engine = createSqliteEngine({ file })
    expect(await engine.counters.read(key, now)).toEqual({ points: 3, windowEnds: 61_000 })
  })
})

describe('counters of SQLite, more than memory has places for (REL-40)', () => {
  it.each(['a file', ':memory:'])('are all exact, in %s', async (place) => {
    const folder = mkdtempSync(join(tmpdir(), 'latchkey-sqlite-'))
    const file = place === ':memory:' ? place : join(folder, 'data.db')
    const open = () => createSqliteEngine({ file, mostCounters: 10 })
    let engine = open()
    await engine.execute(
      'CREATE TABLE rate_limits (digest BLOB PRIMARY KEY, points INTEGER, window_ends INTEGER)',
    )
    const [names, now] = [
      Array.from({ length: 50 }, (_, each) => sha256(`${each}`)),
      instantAt(1000),
    ]
    const addAll = () => Promise.all(names.map((each) => engine.counters.add(each, 1, now, 60_000)))
    await addAll()
    expect((await addAll()).map(({ points }) => points)).toEqual(names.map(() => 2))
    if (file !== ':memory:') {
      await engine.close()
      engine = open()
    }
    expect((await addAll()).map(({ points }) => points)).toEqual(names.map(() => 3))
    await engine.counters.clear(names[0] ?? sha256(''))
    await engine.counters.clear(names[49] ?? sha256(''))
    expect((await addAll()).map(({ points }) => points)).toEqual([
      1,
      ...names.slice(2).map(() => 4),
      1,
    ])
    await engine.close()
    rmSync(folder, { recursive: true })
  })

  it('begin without what an earlier run had kept and this one cleared', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'latchkey-sqlite-'))
    const open = () => createSqliteEngine({ file: join(folder, 'data.db'), mostCounters: 2 })
    let engine = open()
    await engine.execute(
      'CREATE TABLE rate_limits (digest BLOB PRIMARY KEY, points INTEGER, window_ends INTEGER)',
    )
    const [one, now] = [sha256('one'), instantAt(1000)]
    await engine.counters.add(one, 9, now, 60_000)
    await engine.close()
    engine = open()
    await engine.counters.clear(one)
    for (const name of ['two', 'three', 'four']) {
      await engine.counters.add(sha256(name), 1, now, 60_000)
    }
    expect((await engine.counters.add(one, 1, now, 60_000)).points).toBe(1)
    await engine.close()
    rmSync(folder, { recursive: true })
  })
})

describe('SQLite in memory', () => {
  it('reads wait while a group is open, and see it whole or not at all', async () => {
    const engine = createSqliteEngine({ file: ':memory:' })
    await engine.execute('CREATE TABLE rows (id INTEGER PRIMARY KEY)')
    const seen: Promise<unknown>[] = []
    const look = async () => (await engine.read(count))[0]?.['rows']
    await engine.transact(async (tx) => {
      tx.write(insert(1), 'one')
      seen.push(look())
      await tx.read(count)
      tx.write(insert(2), 'one')
    })
    expect(await Promise.all(seen)).toEqual([2])
    await engine.close()
  })
})
