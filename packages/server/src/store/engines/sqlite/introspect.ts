import type { RawRow } from '../../statement.ts'
import type { FoundColumn, FoundIndex, FoundTable } from '../engine.ts'

type Query = (sql: string, ...values: readonly string[]) => readonly RawRow[]

export function introspectTable(query: Query, table: string): FoundTable | null {
  const columns = query('SELECT name, type, "notnull", pk FROM pragma_table_info(?)', table)
  if (columns.length === 0) return null
  const keys = columns
    .filter((column) => Number(column['pk']) > 0)
    .sort((one, other) => Number(one['pk']) - Number(other['pk']))
  return {
    columns: columns.map(readColumn),
    key: keys.map((column) => String(column['name'])),
    indexes: readIndexes(query, table),
  }
}

function readColumn(row: RawRow): FoundColumn {
  return { name: String(row['name']), type: String(row['type']), isNullable: row['notnull'] === 0 }
}

function readIndexes(query: Query, table: string): readonly FoundIndex[] {
  // Origin c: made by CREATE INDEX, not by a key.
  const sql = `SELECT name, "unique" FROM pragma_index_list(?) WHERE origin = 'c' ORDER BY name`
  return query(sql, table).map((row) => ({
    name: String(row['name']),
    columns: query('SELECT name FROM pragma_index_info(?) ORDER BY seqno', String(row['name'])).map(
      (column) => String(column['name']),
    ),
    isUnique: row['unique'] === 1,
    isValid: true,
  }))
}
