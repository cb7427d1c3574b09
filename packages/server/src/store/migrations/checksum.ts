import { sha256 } from '../../kernel/digest.ts'
import { writeHex } from '../../kernel/hex.ts'
import { type JsonObject, writeSortedJson } from '../../kernel/json.ts'
import type { ColumnShape } from '../schema/column.ts'
import type { Migration, Step } from './step.ts'

/** What a migration does to a database, as 64 hexadecimal digits. */
export function checksumOf({ number, name, phase, steps }: Migration): string {
  return writeHex(sha256(writeSortedJson({ number, name, phase, steps: steps.map(stepData) })))
}

function stepData(step: Step): JsonObject {
  switch (step.kind) {
    case 'createTable': {
      const { columns, key, isInherited } = step.shape
      const list = Object.entries(columns).map(([name, column]) => ({
        name,
        ...columnData(column),
      }))
      return { kind: step.kind, table: step.table, columns: list, key, isInherited }
    }
    case 'addColumn':
      return {
        kind: step.kind,
        table: step.table,
        name: step.name,
        column: columnData(step.column),
      }
    case 'createIndex': {
      const { name, columns, tail = [], isUnique = false } = step.index
      return { kind: step.kind, table: step.table, name, columns, tail, isUnique }
    }
    case 'prepareSearch':
    case 'markGotrueSchema':
      return { kind: step.kind }
  }
}

/** Only what reaches the database: the values of a choice and the reference graph do not. */
function columnData(column: ColumnShape): JsonObject {
  const { kind, isNullable, isInherited, isSerial, size, isFixed, initial } = column
  return { kind, isNullable, isInherited, isSerial, size, isFixed, initial }
}
