import type { RawRow } from '../../statement.ts'
import type { FoundTable } from '../engine.ts'

type Query = (sql: string, values: readonly string[]) => Promise<readonly RawRow[]>

const columnsText = `
  SELECT column_name AS name, data_type AS type, is_nullable = 'YES' AS nullable
  FROM information_schema.columns WHERE table_schema = $1 AND table_name = $2
  ORDER BY ordinal_position`

const indexesText = `
  SELECT i.relname AS name, x.indisunique AS is_unique, x.indisprimary AS is_key,
    x.indisvalid AS is_valid, (
      SELECT string_agg(a.attname, ',' ORDER BY k.place)
      FROM unnest(x.indkey) WITH ORDINALITY AS k(number, place)
      JOIN pg_attribute a ON a.attrelid = x.indrelid AND a.attnum = k.number
    ) AS columns
  FROM pg_index x
  JOIN pg_class i ON i.oid = x.indexrelid
  JOIN pg_class t ON t.oid = x.indrelid
  JOIN pg_namespace n ON n.oid = t.relnamespace
  JOIN pg_am m ON m.oid = i.relam
  WHERE n.nspname = $1 AND t.relname = $2 AND m.amname = 'btree'
  ORDER BY i.relname`

/** What a table looks like now; the search index of trigrams is no part of it. */
export async function introspectTable(
  query: Query,
  schema: string,
  table: string,
): Promise<FoundTable | null> {
  const columns = await query(columnsText, [schema, table])
  if (columns.length === 0) return null
  const indexes = (await query(indexesText, [schema, table])).map((row) => ({
    name: String(row['name']),
    columns: String(row['columns']).split(','),
    isUnique: row['is_unique'] === true,
    isKey: row['is_key'] === true,
    isValid: row['is_valid'] === true,
  }))
  return {
    columns: columns.map((row) => ({
      name: String(row['name']),
      type: String(row['type']),
      isNullable: row['nullable'] === true,
    })),
    key: indexes.find(({ isKey }) => isKey)?.columns ?? [],
    indexes: indexes
      .filter(({ isKey }) => !isKey)
      .map(({ name, columns: held, isUnique, isValid }) => ({
        name,
        columns: held,
        isUnique,
        isValid,
      })),
  }
}
