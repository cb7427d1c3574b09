import type { Definition } from '../../schema/ddl.ts'
import type { FoundTable } from '../engine.ts'
import { searchIndexTable } from './search.ts'
import { addColumnText, createIndexText, createTableText, quoted, sqliteType } from './types.ts'

interface DefinitionNeeds {
  readonly prefix: string
  execute(sql: string): Promise<void>
  introspect(table: string): Promise<FoundTable | null>
}

export function createSqliteDefinition(needs: DefinitionNeeds): Definition {
  const search = searchIndexTable(needs.prefix)
  // Index names are one space for the whole file here.
  const indexName = (name: string): string => needs.prefix + name
  return {
    typeOf: sqliteType,
    createTable: (name, table) => [createTableText(name, table)],
    addColumn: (table, name, column) => [addColumnText(table, name, column)],
    createIndex: (table, index) => [createIndexText(indexName(index.name), table, index)],
    dropIndex: (_table, index) => [`DROP INDEX IF EXISTS ${quoted(indexName(index))}`],
    indexName,
    indexColumns: ({ columns, tail = [] }) => [...columns, ...tail],
    prepareSearch: () => needs.execute(search.sql),
    searchIsPrepared: async () => (await needs.introspect(search.name)) !== null,
    // No Go server reads SQLite.
    markGotrueSchema: async () => {},
    gotrueSchemaIsMarked: async () => true,
  }
}
