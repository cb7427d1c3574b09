import { Fault } from '../../kernel/faults.ts'
import { nilUuid } from '../../kernel/uuid.ts'
import type { ColumnKind, ColumnShape } from '../schema/column.ts'

const empty: Readonly<Record<ColumnKind, unknown>> = {
  uuid: nilUuid,
  text: '',
  choice: '',
  flag: false,
  count: 0,
  instant: 0,
  json: '{}',
  bytes: null,
}

/**
 * What NULL in a column reads as: GoTrue's tables may hold NULL where rows of ours have a value
 * (server spec 10.3); elsewhere NULL is `null`.
 */
export function readsNullAs(column: ColumnShape): unknown {
  return column.isInherited && !column.isNullable ? empty[column.kind] : null
}

/** Whether a driver's NULL needs to be turned into something. */
export function hidesNull(column: ColumnShape): boolean {
  return readsNullAs(column) !== null
}

/** A choice that is one of those known, as writers of another version may store more (model 2.1). */
export function readChoice(column: ColumnShape): (value: unknown) => unknown {
  const known = new Set<unknown>(column.values)
  return (value) => {
    if (value === null || known.has(value)) return value
    throw new Fault(`a stored choice is unknown here: ${JSON.stringify(value)}`)
  }
}
