import type { Column } from '../../schema/column.ts'
import { allowsNull, type IndexShape, type TableShape } from '../../schema/ddl.ts'

/** Bytes beyond which a value leaves its row, whose size InnoDB limits. */
const mostInRow = 1024

/**
 * Types as introspection answers them (model 2.1). Ids and choices compare by bytes in ASCII; GoTrue's
 * own columns are as its migrations left them.
 */
export function mysqlType(column: Column<unknown>): string {
  const { kind, size, isInherited, isFixed } = column
  switch (kind) {
    case 'uuid':
      return isInherited ? 'varchar(255)' : 'char(36)'
    case 'text':
      if (size === null) return isInherited ? 'longtext' : 'mediumtext'
      return `varchar(${isInherited ? 255 : size})`
    case 'choice':
      return 'varchar(32)'
    case 'flag':
      return 'tinyint(1)'
    case 'count':
      return 'bigint'
    case 'instant':
      return isInherited ? 'datetime' : 'bigint'
    case 'json':
      return isInherited ? 'json' : 'mediumtext'
    case 'bytes':
      if (size === null || size > mostInRow) return 'mediumblob'
      return isFixed ? `binary(${size})` : `varbinary(${size})`
  }
}

/** The comment that tells our tables from others of the same name. */
export const tableComment = 'latchkey'

export function createTableText(table: string, shape: TableShape): string {
  const { columns, key, isInherited } = shape
  const lines = Object.entries(columns).map(([name, column]) =>
    columnText(name, column, key.includes(name)),
  )
  const keys = `PRIMARY KEY (${key.map(quoted).join(', ')})`
  // Written on every table: the server's own default may be latin1.
  const collation = isInherited ? 'utf8mb4_unicode_ci' : 'utf8mb4_bin'
  const options = `ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=${collation} COMMENT='${tableComment}'`
  return `CREATE TABLE IF NOT EXISTS ${quoted(table)} (${[...lines, keys].join(', ')}) ${options}`
}

/** Said to be in place, so that a server that would copy the table refuses instead (model 7). */
const online = 'ALGORITHM=INPLACE, LOCK=NONE'

export function addColumnText(table: string, name: string, column: Column<unknown>): string {
  return `ALTER TABLE ${quoted(table)} ADD COLUMN ${columnText(name, column, false)}, ${online}`
}

export function createIndexText(table: string, index: IndexShape): string {
  const kind = index.isUnique ? 'UNIQUE INDEX' : 'INDEX'
  const columns = index.columns.map(quoted).join(', ')
  return `ALTER TABLE ${quoted(table)} ADD ${kind} ${quoted(index.name)} (${columns}), ${online}`
}

function columnText(name: string, column: Column<unknown>, isKey: boolean): string {
  const none = allowsNull(column, isKey) ? ' NULL' : ' NOT NULL'
  const initial = column.initial === null ? '' : ` DEFAULT ${column.initial}`
  const serial = column.isSerial ? ' AUTO_INCREMENT' : ''
  return `${quoted(name)} ${mysqlType(column)}${characters(column)}${none}${initial}${serial}`
}

function characters({ kind, isInherited }: Column<unknown>): string {
  if (isInherited) return ''
  if (kind === 'uuid' || kind === 'choice') return ' CHARACTER SET ascii COLLATE ascii_bin'
  return kind === 'text' || kind === 'json' ? ' CHARACTER SET utf8mb4 COLLATE utf8mb4_bin' : ''
}

export function quoted(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``
}
