import type { RawRow } from '../../statement.ts'
import type { FoundIndex, FoundTable } from '../engine.ts'

type Query = (sql: string, values: readonly string[]) => Promise<readonly RawRow[]>

const columnsText = `
  SELECT column_name AS name, column_type AS type, is_nullable AS nullable
  FROM information_schema.columns
  WHERE table_schema = database() AND table_name = ? ORDER BY ordinal_position`

/** MariaDB keeps what makes a `longtext` a JSON column as a check of the column's name. */
const jsonChecksText = `
  SELECT constraint_name AS name FROM information_schema.check_constraints
  WHERE constraint_schema = database() AND table_name = ? AND check_clause LIKE 'json_valid(%'`

const indexesText = `
  SELECT index_name AS name, max(non_unique) AS plain,
    group_concat(column_name ORDER BY seq_in_index SEPARATOR ',') AS columns
  FROM information_schema.statistics
  WHERE table_schema = database() AND table_name = ? GROUP BY index_name ORDER BY index_name`

/** What a table looks like now, in the words of `mysqlType`. */
export async function introspectTable(
  query: Query,
  table: string,
  isMariadb: boolean,
): Promise<FoundTable | null> {
  const columns = await query(columnsText, [table])
  if (columns.length === 0) return null
  const checks = isMariadb ? await query(jsonChecksText, [table]) : []
  const checked = new Set(checks.map((row) => String(row['name'])))
  const indexes = (await query(indexesText, [table])).map(readIndex)
  return {
    columns: columns.map((row) => ({
      name: String(row['name']),
      type: typeOf(String(row['type']), checked.has(String(row['name']))),
      isNullable: row['nullable'] === 'YES',
    })),
    key: indexes.find(({ name }) => name === 'PRIMARY')?.columns ?? [],
    indexes: indexes.filter(({ name }) => name !== 'PRIMARY'),
  }
}

/** MariaDB's JSON is a checked `longtext`; a width behind an integer's type means nothing. */
function typeOf(type: string, isJson: boolean): string {
  if (isJson && type === 'longtext') return 'json'
  return type.replace(/^bigint\(\d+\)$/, 'bigint')
}

function readIndex(row: RawRow): FoundIndex {
  return {
    name: String(row['name']),
    columns: String(row['columns']).split(','),
    isUnique: Number(row['plain']) === 0,
    isValid: true,
  }
}
