import type { ColumnKind, ColumnShape } from '../../schema/column.ts'
import { allowsNull, type IndexShape, type TableShape } from '../../schema/ddl.ts'

const kinds: Readonly<Record<ColumnKind, string>> = {
  uuid: 'TEXT',
  text: 'TEXT',
  choice: 'TEXT',
  flag: 'INTEGER',
  count: 'INTEGER',
  instant: 'INTEGER',
  json: 'TEXT',
  bytes: 'BLOB',
}

export function sqliteType(column: ColumnShape): string {
  return kinds[column.kind]
}

export function createTableText(name: string, { columns, key }: TableShape): string {
  const serial = key.length === 1 && columns[key[0] ?? '']?.isSerial === true
  const lines = Object.entries(columns).map(([column, definition]) =>
    serial && column === key[0]
      ? `${quoted(column)} INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL`
      : columnText(column, definition, key.includes(column)),
  )
  const keys = serial ? [] : [`PRIMARY KEY (${key.map(quoted).join(', ')})`]
  return `CREATE TABLE IF NOT EXISTS ${quoted(name)} (${[...lines, ...keys].join(', ')})`
}

export function addColumnText(table: string, name: string, column: ColumnShape): string {
  return `ALTER TABLE ${quoted(table)} ADD COLUMN ${columnText(name, column, false)}`
}

export function createIndexText(name: string, table: string, index: IndexShape): string {
  const unique = index.isUnique ? 'UNIQUE ' : ''
  const columns = [...index.columns, ...(index.tail ?? [])].map(quoted).join(', ')
  return `CREATE ${unique}INDEX IF NOT EXISTS ${quoted(name)} ON ${quoted(table)} (${columns})`
}

function columnText(name: string, column: ColumnShape, isKey: boolean): string {
  const none = allowsNull(column, isKey) ? '' : ' NOT NULL'
  const initial = column.initial === null ? '' : ` DEFAULT ${column.initial}`
  return `${quoted(name)} ${sqliteType(column)}${none}${initial}`
}

export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
