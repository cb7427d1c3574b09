import { closeSync, existsSync, openSync } from 'node:fs'
import { QueryTooSlow } from '../../../ports/listing.ts'
import type { Bound, RawRow } from '../../statement.ts'
import type { StatementListener } from '../engine.ts'
import type { OnSqliteAlarm } from './alarm.ts'
import { busyTimeout, Connection } from './connection.ts'
import { GroupWriter } from './group-writer.ts'
import { watchLog } from './log-watch.ts'
import { lockOwner } from './owner-lock.ts'
import { SlowLane } from './slow-lane.ts'
import { SnapshotReader } from './snapshot-reader.ts'

/** The ways into one database: one writer, and readers that see committed rows only. */
export interface Lanes {
  readonly writer: GroupWriter
  read(bound: Bound): Promise<readonly RawRow[]>
  readSlowly(bound: Bound, limitMs: number): Promise<readonly RawRow[]>
  /** Reads at once what is committed or, while a group is open in memory, about to be. */
  query(sql: string, ...values: readonly string[]): readonly RawRow[]
  close(): Promise<void>
}

/** Page caches in KiB; with the listing thread's, 48 MiB at most. */
const cache = 16_384

/** After this long without a commit the log is folded into the database, in milliseconds. */
const idleAfter = 30_000

export interface FileNeeds {
  readonly file: string
  readonly longestLog: number
  readonly onAlarm: OnSqliteAlarm
  readonly onStatement?: StatementListener | undefined
}

export function openFile(needs: FileNeeds): Lanes {
  const { file } = needs
  for (const path of [file, `${file}.owner`]) createPrivately(path)
  const owner = lockOwner(file)
  try {
    return openOwned(needs, owner)
  } catch (error) {
    owner.release() // a second try in this process must not be told that another has the file
    throw error
  }
}

function openOwned(
  { file, longestLog, onAlarm, onStatement }: FileNeeds,
  owner: ReturnType<typeof lockOwner>,
): Lanes {
  const writing = new Connection({ file, readOnly: false, cache, onStatement })
  const reading = new Connection({ file, readOnly: true, cache, onStatement })
  const reader = new SnapshotReader(reading)
  const slow = new SlowLane(file)
  const lookAtLog = watchLog(file, longestLog, writing, onAlarm)
  const writer = new GroupWriter(writing, () => {
    reader.end()
    idle.refresh()
    lookAtLog()
  })
  const idle = setTimeout(() => {
    tidy(writer, writing).catch(() => {}) // no harm: the next pause tries again
  }, idleAfter).unref()
  return {
    writer,
    read: async (bound) => reader.read(bound),
    readSlowly: (bound, limitMs) => slow.read(bound, limitMs),
    query: (sql, ...values) => reading.query(sql, ...values),
    async close() {
      clearTimeout(idle)
      await writer.close()
      await slow.close()
      reader.close()
      writing.query('PRAGMA wal_checkpoint(TRUNCATE)')
      writing.close()
      owner.release()
    },
  }
}

/**
 * Makes a file that only its owner may read. One that exists is not touched: closing any handle on it
 * would drop every lock that SQLite holds on it in this process.
 */
function createPrivately(path: string): void {
  if (!existsSync(path)) closeSync(openSync(path, 'a', 0o600))
}

/**
 * Brings SQLite's figures about its tables up to date, without which it takes every index for a good
 * one, and folds the log. Nobody is made to wait: while a reader needs the log, it stays.
 */
async function tidy(writer: GroupWriter, connection: Connection): Promise<void> {
  await writer.closedGroup()
  connection.query('PRAGMA optimize')
  connection.query('PRAGMA busy_timeout = 0')
  connection.query('PRAGMA wal_checkpoint(TRUNCATE)')
  connection.query(`PRAGMA busy_timeout = ${busyTimeout}`)
}

/** A database that goes with the process has one connection: reads wait while a group is open. */
export function openMemory(onStatement?: StatementListener): Lanes {
  const only = new Connection({ file: ':memory:', readOnly: false, cache, onStatement })
  const writer = new GroupWriter(only, () => {})
  let deadline = Number.POSITIVE_INFINITY
  only.define('latchkey_in_time', () => {
    if (performance.now() > deadline) throw new QueryTooSlow('the listing ran too long')
    return 1
  })
  return {
    writer,
    async read(bound) {
      await writer.closedGroup()
      return only.rows(bound)
    },
    async readSlowly(bound, limitMs) {
      await writer.closedGroup()
      deadline = performance.now() + limitMs
      return only.rows(bound)
    },
    query: (sql, ...values) => only.query(sql, ...values),
    async close() {
      await writer.close()
      only.close()
    },
  }
}
