import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createSqlite, type SqliteOptions } from '../../src/entry/sqlite.ts'
import type { Engine } from '../../src/store/engines/engine.ts'
import type { Bound } from '../../src/store/statement.ts'

type Alarm = Parameters<NonNullable<SqliteOptions['onAlarm']>>[0]

const mebibyte = 1024 * 1024
const limit = 8 * mebibyte
/** Commits of 64 KiB that pass it. */
const plenty = 200

let folder: string
let file: string
let engine: Engine
let alarms: Alarm[]

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'latchkey-log-'))
  file = join(folder, 'data.db')
  alarms = []
  engine = createSqlite({ file, longestLog: limit, onAlarm: (alarm) => alarms.push(alarm) })
  await engine.execute('CREATE TABLE blobs (id INTEGER PRIMARY KEY, content BLOB)')
  await write(1)
})

afterEach(async () => {
  await engine.close()
  rmSync(folder, { recursive: true })
})

const bound = (sql: string): Bound => ({
  statement: { name: sql, sql, parameters: [], conversions: [] },
  values: [],
})

async function write(commits: number): Promise<void> {
  const insert = bound('INSERT OR REPLACE INTO blobs VALUES (abs(random() % 4), randomblob(65536))')
  for (let commit = 0; commit < commits; commit += 1) await engine.write(insert)
}

/** Another program that began to read and does not end. */
function pausedReader(): DatabaseSync {
  const reader = new DatabaseSync(file, { readOnly: true })
  reader.exec('BEGIN')
  reader.prepare('SELECT count(*) FROM blobs').all()
  return reader
}

const logBytes = () => statSync(`${file}-wal`).size

describe('REL-09 the write-ahead log', () => {
  it('is folded into the database by itself, and never rings', async () => {
    await write(2 * plenty)
    // 10,000 pages, and what came until the next commit.
    expect(logBytes()).toBeLessThan(48 * mebibyte)
    expect(await setting('wal_autocheckpoint')).toBe(10_000)
    expect(await setting('journal_size_limit')).toBe(64 * mebibyte)
    expect(alarms).toEqual([])
  })

  it('rings once while a reader holds it, and says why', async () => {
    const reader = pausedReader()
    await write(plenty)
    expect(logBytes()).toBeGreaterThan(limit)
    expect(alarms).toMatchObject([
      {
        kind: 'long_log',
        note: expect.stringMatching(/^the write-ahead log has grown to \d+ MiB, because a reader/),
      },
    ])
    await write(plenty)
    expect(alarms).toHaveLength(1)
    reader.close()
  })

  it('is short again once the reader has ended, and rings again for the next one', async () => {
    const first = pausedReader()
    await write(plenty)
    first.close()
    await write(64)
    const second = pausedReader()
    await write(plenty)
    expect(alarms).toHaveLength(2)
    second.close()
  })

  it('is gone after a clean end, and the database is whole', async () => {
    await write(plenty)
    await engine.close()
    expect(existsSync(`${file}-wal`)).toBe(false)
    engine = createSqlite({ file })
    const [row] = await engine.read(bound('SELECT count(*) AS rows FROM blobs'))
    expect(Number(row?.['rows'])).toBeGreaterThan(0)
  })

  it('stays where a reader holds it at the end, which loses nothing', async () => {
    const reader = pausedReader()
    await write(3)
    await engine.close()
    expect(logBytes()).toBeGreaterThan(0)
    reader.close()
    engine = createSqlite({ file })
    expect(await engine.read(bound('PRAGMA quick_check'))).toEqual([{ quick_check: 'ok' }])
  })
})

async function setting(name: string): Promise<unknown> {
  const [row] = await engine.transact((tx) => tx.read(bound(`PRAGMA ${name}`)))
  return Object.values(row ?? {})[0]
}
