import { DatabaseSync } from 'node:sqlite'
import { Fault } from '../../../kernel/faults.ts'
import { isBusy } from './errors.ts'

/** Holds a database file for one process. */
export interface OwnerLock {
  release(): void
}

/**
 * Takes a database file for this process, for as long as it lives: an exclusive transaction on a
 * side file, which the system frees even after a crash (REL-08). Readers may attach meanwhile.
 */
export function lockOwner(file: string): OwnerLock {
  const db = new DatabaseSync(`${file}.owner`)
  try {
    db.exec('PRAGMA busy_timeout = 0')
    db.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    db.close()
    if (!isBusy(error)) throw error
    const text = `Another Latchkey process has ${file} open; one process may write to a SQLite database.`
    throw new Fault(`${text} Stop the other one, or use MySQL or Postgres for several.`)
  }
  return { release: () => db.close() }
}
