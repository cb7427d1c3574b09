import { type TableName, tableNames, tables } from './database.ts'

/** A column that names a row of another table. */
export interface Reference {
  readonly table: TableName
  readonly column: string
}

/** Every column that names a row of `parent` (rule 5: the graph is here, not in the database). */
export function referencesTo(parent: TableName): readonly Reference[] {
  return tableNames.flatMap((table) =>
    Object.entries(tables[table].columns)
      .filter(([, column]) => column.parent === parent)
      .map(([column]) => ({ table, column })),
  )
}
