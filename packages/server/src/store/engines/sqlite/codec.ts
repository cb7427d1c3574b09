import { Fault } from '../../../kernel/faults.ts'
import type { ColumnShape } from '../../schema/column.ts'
import type { Bindable, Codec } from '../../statement.ts'
import { readChoice, readsNullAs } from '../tolerant.ts'

/** SQLite keeps what we mean almost as it is: flags are 0 and 1, everything else stays. */
export const sqliteCodec: Codec = {
  write(column) {
    if (column.kind === 'flag') return writeFlag
    if (column.kind === 'instant' && column.isInherited) return writeWholeSecond
    return (value) => value as Bindable
  },
  read(column) {
    if (column.kind === 'choice') return readChoice(column)
    if (column.kind === 'json' && column.isInherited) return readInheritedJson
    const empty = readsNullAs(column)
    if (column.kind === 'flag') return (value) => (value === null ? empty : value === 1)
    return empty === null ? readKind(column) : (value) => value ?? empty
  },
}

function writeFlag(value: unknown): Bindable {
  return value === null ? null : value === true ? 1 : 0
}

function writeWholeSecond(value: unknown): Bindable {
  return value === null ? null : Math.floor(Number(value) / 1000) * 1000
}

/** GoTrue writes an absent bag as JSON null (server spec 10.3). */
function readInheritedJson(value: unknown): unknown {
  return value === null || value === 'null' ? '{}' : value
}

/** SQLite keeps any type in any column: what was tampered with is refused, not believed. */
function readKind(column: ColumnShape): ((value: unknown) => unknown) | null {
  if (column.kind !== 'bytes') return null
  return (value) => {
    if (value === null || value instanceof Uint8Array) return value
    throw new Fault('a stored value is not of its column’s type')
  }
}
