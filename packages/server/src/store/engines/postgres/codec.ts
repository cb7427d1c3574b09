import type { Bindable, Codec } from '../../statement.ts'
import { readChoice, readsNullAs } from '../tolerant.ts'

/** The driver hands over booleans, bytes and text; `bigint` comes as text and becomes a number here. */
export const postgresCodec: Codec = {
  write(column) {
    if (column.kind === 'instant' && column.isInherited) return writeWholeSecond
    if (column.kind === 'text') return writeText
    return (value) => value as Bindable
  },
  read(column) {
    if (column.kind === 'choice') return readChoice(column)
    const empty = readsNullAs(column)
    if (column.kind === 'json' && column.isInherited) return readInheritedJson
    if (column.kind === 'count' || column.kind === 'instant') {
      return (value) => (value === null ? empty : Number(value))
    }
    return empty === null ? null : (value) => value ?? empty
  },
}

function writeWholeSecond(value: unknown): Bindable {
  return value === null ? null : Math.floor(Number(value) / 1000) * 1000
}

/** Postgres keeps no NUL in text: what a visitor sent with one is stored and sought with another sign. */
function writeText(value: unknown): Bindable {
  return typeof value === 'string' ? value.replaceAll('\0', '\ufffd') : (value as Bindable)
}

/** GoTrue writes an absent bag as JSON null (server spec 10.3). */
function readInheritedJson(value: unknown): unknown {
  return value === null || value === 'null' ? '{}' : value
}
