import type { Definition } from '../../schema/ddl.ts'
import type { RawRow } from '../../statement.ts'
import { addColumnText, createIndexText, createTableText, mysqlType, quoted } from './types.ts'

export interface DefinitionNeeds {
  execute(sql: string): Promise<void>
  query(sql: string, values: readonly string[]): Promise<readonly RawRow[]>
}

/** GoTrue's migrations, all of which our tables already contain (server spec 10.2). */
const gotrueVersions = [
  '20171026211738',
  '20171026211808',
  '20171026211834',
  '20180103212743',
  '20180108183307',
  '20180119214651',
  '20180125194653',
]

export function createMysqlDefinition({ execute, query }: DefinitionNeeds): Definition {
  return {
    typeOf: mysqlType,
    createTable: (name, table) => [createTableText(name, table)],
    addColumn: (table, name, column) => [addColumnText(table, name, column)],
    createIndex: (table, index) => [createIndexText(table, index)],
    dropIndex: (table, index) => [`ALTER TABLE ${quoted(table)} DROP INDEX ${quoted(index)}`],
    indexName: (name) => name,
    // InnoDB ends every index with the key by itself, and limits the length of what is named.
    indexColumns: ({ columns }) => columns,
    // No index is made: MariaDB has no n-gram parser, and searching walks the listing index (model 5).
    prepareSearch: async () => {},
    searchIsPrepared: async () => true,
    async markGotrueSchema() {
      await execute(`CREATE TABLE IF NOT EXISTS schema_migration (
        version varchar(14) NOT NULL, UNIQUE INDEX schema_migration_version_idx (version)
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci`)
      const rows = gotrueVersions.map((version) => `('${version}')`).join(', ')
      await execute(`INSERT IGNORE INTO schema_migration (version) VALUES ${rows}`)
    },
    async gotrueSchemaIsMarked() {
      const table = `SELECT 1 FROM information_schema.tables
        WHERE table_schema = database() AND table_name = ?`
      if ((await query(table, ['schema_migration'])).length === 0) return false
      const found = await query('SELECT version FROM schema_migration', [])
      const versions = new Set(found.map((row) => String(row['version'])))
      return gotrueVersions.every((version) => versions.has(version))
    },
  }
}
