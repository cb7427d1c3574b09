import { Compiler } from '../../src/store/compiler.ts'
import type { Engine } from '../../src/store/engines/engine.ts'
import { readAll } from '../../src/store/records/run.ts'
import type { Column } from '../../src/store/schema/column.ts'
import { type TableName, tables } from '../../src/store/schema/database.ts'
import { bind } from '../../src/store/statement.ts'

export type AnyRow = Readonly<Record<string, unknown>>

/** Every row of a table, read past the store. */
export async function allRows(engine: Engine, table: TableName): Promise<readonly AnyRow[]> {
  const columns = tables[table].columns as Readonly<Record<string, Column<unknown>>>
  const names = Object.keys(columns)
  const statement = new Compiler(engine).once(`test_all_${table}`, columns, (db) =>
    db.selectFrom(table).select(names as never[]),
  )
  return readAll(engine, statement, {})
}

/** Inserts a row past the store, with those columns only. */
export async function insertRow(engine: Engine, table: TableName, row: AnyRow): Promise<void> {
  const columns = tables[table].columns as Readonly<Record<string, Column<unknown>>>
  const statement = new Compiler(engine).once(`test_insert_${table}`, {}, (db, value) => {
    const values = Object.entries(row).map(([name, given]) => {
      const column = columns[name]
      if (column === undefined) throw new Error(`no column ${table}.${name}`)
      return [name, value(column, given)]
    })
    return db.insertInto(table).values(Object.fromEntries(values) as never)
  })
  await engine.write(bind(statement, {}))
}
