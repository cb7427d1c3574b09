import { statSync } from 'node:fs'
import type { OnSqliteAlarm } from './alarm.ts'
import type { Connection } from './connection.ts'

/** Commits between two looks at the size of the log: a look costs a call of the system. */
const commitsBetween = 32

const mebibyte = 1024 * 1024

/**
 * Watches the write-ahead log of `file` grow (REL-09): a function to call after each commit. Rings
 * once when the log has passed `limit` bytes and SQLite cannot fold it into the database, and again
 * only after it was short meanwhile.
 */
export function watchLog(
  file: string,
  limit: number,
  connection: Connection,
  onAlarm: OnSqliteAlarm,
): () => void {
  let commits = 0
  let hasRung = false
  return () => {
    commits += 1
    if (commits % commitsBetween !== 0) return
    const bytes = statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0
    const isLong = bytes > limit && isHeld(connection)
    if (isLong && !hasRung) onAlarm({ kind: 'long_log', bytes, note: noteOf(bytes) })
    hasRung = isLong
  }
}

/** Whether a reader needs pages of the log, after all that may be folded was. */
function isHeld(connection: Connection): boolean {
  const [row] = connection.query('PRAGMA wal_checkpoint(PASSIVE)')
  return Number(row?.['checkpointed']) < Number(row?.['log'])
}

function noteOf(bytes: number): string {
  const size = `${Math.round(bytes / mebibyte)} MiB`
  return (
    `the write-ahead log has grown to ${size}, because a reader that does not end needs it: ` +
    'end the backup, shell or other program that has the database file open'
  )
}
