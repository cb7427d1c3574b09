import { type JsonValue, writeSortedJson } from '../../../kernel/json.ts'
import type { Column } from '../../schema/column.ts'
import type { Bindable, Codec } from '../../statement.ts'
import { readChoice, readsNullAs } from '../tolerant.ts'

/** The driver hands over numbers, text and bytes; GoTrue's own times are text in UTC, whole seconds. */
export const mysqlCodec: Codec = {
  write(column) {
    if (column.kind === 'flag') return writeFlag
    if (column.kind === 'instant' && column.isInherited) return writeTime
    return (value) => value as Bindable
  },
  read(column) {
    if (column.kind === 'choice') return readChoice(column)
    if (column.kind === 'json' && column.isInherited) return readInheritedJson
    return readerFor(column, readsNullAs(column))
  },
}

function readerFor(column: Column<unknown>, empty: unknown): ((value: unknown) => unknown) | null {
  if (column.kind === 'flag') return (value) => (value === null ? empty : Number(value) === 1)
  if (column.kind === 'count') return (value) => (value === null ? empty : Number(value))
  if (column.kind === 'instant') {
    const read = column.isInherited ? readTime : Number
    return (value) => (value === null ? empty : read(value))
  }
  return empty === null ? null : (value) => value ?? empty
}

function writeFlag(value: unknown): Bindable {
  return value === null ? null : value === true ? 1 : 0
}

/** `2020-01-02 03:04:05`: no zone is ever set, both ways the text means UTC (server spec 10.3). */
function writeTime(value: unknown): Bindable {
  if (value === null) return null
  return new Date(Number(value)).toISOString().slice(0, 19).replace('T', ' ')
}

function readTime(value: unknown): number {
  return Math.floor(Date.parse(`${String(value).replace(' ', 'T')}Z`) / 1000) * 1000
}

/**
 * Canonical text again: MySQL keeps JSON parsed and writes it with blanks and its own order of keys;
 * MariaDB keeps the text. GoTrue writes an absent bag as JSON null.
 */
function readInheritedJson(value: unknown): unknown {
  if (value === null || value === 'null') return '{}'
  const text = String(value)
  return /": |, "/.test(text) ? writeSortedJson(JSON.parse(text) as JsonValue) : text
}
