import type { ColumnShape } from './column.ts'

/** Whether the database itself allows NULL in a column. */
export function allowsNull(column: ColumnShape, isKey: boolean): boolean {
  return !isKey && (column.isNullable || column.isInherited)
}

/** The words of DDL in which engines differ. Names given are full names, with prefix. */
export interface Definition {
  /** The SQL type of a column, as introspection answers it. */
  typeOf(column: ColumnShape): string
  createTable(name: string, table: TableShape): readonly string[]
  addColumn(table: string, name: string, column: ColumnShape): readonly string[]
  createIndex(table: string, index: IndexShape): readonly string[]
  dropIndex(table: string, index: string): readonly string[]
  /** What an index is called in the database. */
  indexName(name: string): string
  /** The columns an index really has: without `tail` where the engine appends the key by itself. */
  indexColumns(index: IndexShape): readonly string[]
  /** Makes what searching needs beside the tables; done at once when it is there. Nothing on some engines. */
  prepareSearch(): Promise<void>
  searchIsPrepared(): Promise<boolean>
  /** Tells a Go server that its tables are complete, where one may come (model 2.2). */
  markGotrueSchema(): Promise<void>
  gotrueSchemaIsMarked(): Promise<boolean>
}

export interface TableShape {
  readonly isInherited: boolean
  readonly columns: Readonly<Record<string, ColumnShape>>
  readonly key: readonly string[]
}

export interface IndexShape {
  readonly name: string
  readonly columns: readonly string[]
  readonly tail?: readonly string[]
  readonly isUnique?: true
}
