import type { Definition } from '../../schema/ddl.ts'
import type { RawRow } from '../../statement.ts'
import {
  columnText,
  createIndexText,
  createTableText,
  postgresType,
  qualified,
  quoted,
} from './types.ts'

export interface DefinitionNeeds {
  readonly schema: string
  execute(sql: string): Promise<void>
  query(sql: string, values: readonly string[]): Promise<readonly RawRow[]>
}

/** Rows that are rewritten at each refresh keep room beside them, so that the update stays in place. */
const roomy = ' WITH (fillfactor = 80)'
const rewritten: ReadonlySet<string> = new Set(['sessions'])

const searchIndex = 'users_search_text_idx'

export function createPostgresDefinition(needs: DefinitionNeeds): Definition {
  const { schema } = needs
  let searchIsOutOfReach = false

  async function hasSearchIndex(): Promise<boolean> {
    const sql = 'SELECT 1 FROM pg_indexes WHERE schemaname = $1 AND indexname = $2'
    return (await needs.query(sql, [schema, searchIndex])).length > 0
  }

  return {
    typeOf: postgresType,
    createTable: (name, table) => [
      `CREATE SCHEMA IF NOT EXISTS ${quoted(schema)}`,
      createTableText(qualified(schema, name), table, rewritten.has(name) ? roomy : ''),
    ],
    addColumn: (table, name, column) => [
      `ALTER TABLE ${qualified(schema, table)} ADD COLUMN IF NOT EXISTS ${columnText(name, column, false)}`,
    ],
    createIndex: (table, index) => [createIndexText(index.name, qualified(schema, table), index)],
    dropIndex: (_table, index) => [`DROP INDEX CONCURRENTLY IF EXISTS ${qualified(schema, index)}`],
    indexName: (name) => name,
    indexColumns: ({ columns, tail = [] }) => [...columns, ...tail],
    async prepareSearch() {
      try {
        await needs.execute('CREATE EXTENSION IF NOT EXISTS pg_trgm')
      } catch {
        // Not offered, or not ours to make: searching then walks the listing index (model 5).
        searchIsOutOfReach = true
        return
      }
      await needs.execute(
        `CREATE INDEX CONCURRENTLY IF NOT EXISTS ${quoted(searchIndex)}
         ON ${qualified(schema, 'users')} USING gin (search_text gin_trgm_ops)`,
      )
    },
    searchIsPrepared: async () => searchIsOutOfReach || (await hasSearchIndex()),
    // GoTrue never ran on Postgres: no server of its kind comes for these tables.
    markGotrueSchema: async () => {},
    gotrueSchemaIsMarked: async () => true,
  }
}
