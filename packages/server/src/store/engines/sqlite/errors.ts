import { Fault, Unavailable } from '../../../kernel/faults.ts'
import { Taken } from '../conflicts.ts'

/** Primary result codes of SQLite that mean something to us (sqlite.org/rescode.html). */
const code = {
  busy: 5,
  locked: 6,
  noMemory: 7,
  readOnly: 8,
  ioError: 10,
  corrupt: 11,
  full: 13,
  noDatabase: 26,
} as const

const primaryKey = 1555
const unique = 2067

/** An error of `node:sqlite` in our words; anything else stays as it is. */
export function translate(error: unknown): unknown {
  const number = resultCode(error)
  if (number === null) return error
  const cause = { cause: error }
  if (number === primaryKey || number === unique) return new Taken('the key exists', cause)
  switch (number & 0xff) {
    case code.full:
      return new Unavailable('the disk or the database is full', 5, cause)
    case code.ioError:
      return new Unavailable('the database file cannot be read or written', 5, cause)
    case code.readOnly:
      return new Unavailable('the database file is read-only', 30, cause)
    case code.busy:
    case code.locked:
      return new Unavailable('another program holds the database file', 1, cause)
    case code.noMemory:
      return new Unavailable('the database ran out of memory', 5, cause)
    case code.corrupt:
    case code.noDatabase:
      return new Fault('the database file is damaged', cause)
    default:
      return new Fault('the database refused a statement', cause)
  }
}

export function isFull(error: unknown): boolean {
  return primaryCode(error) === code.full
}

export function isIoError(error: unknown): boolean {
  return primaryCode(error) === code.ioError
}

export function isBusy(error: unknown): boolean {
  return primaryCode(error) === code.busy
}

function primaryCode(error: unknown): number | null {
  const number = resultCode(error) ?? resultCode(error instanceof Error ? error.cause : null)
  return number === null ? null : number & 0xff
}

function resultCode(error: unknown): number | null {
  if (!(error instanceof Error) || !('errcode' in error)) return null
  return typeof error.errcode === 'number' ? error.errcode : null
}
