import { Fault } from '../../kernel/faults.ts'
import type { Engine, FoundTable } from '../engines/engine.ts'
import { allowsNull } from '../schema/ddl.ts'
import type { Step } from './step.ts'

/** What a look at the database says about a step; what it finds instead is a sentence. */
export type Probe = 'absent' | 'present' | 'broken' | { readonly instead: string }

/** What the parts of a migration need of an engine. */
export type MigrationEngine = Pick<Engine, 'naming' | 'definition' | 'introspect' | 'execute'>

/** Looks whether a step is done; the record alone is never believed (model 7). */
export async function probe(engine: MigrationEngine, step: Step): Promise<Probe> {
  const { definition } = engine
  switch (step.kind) {
    case 'prepareSearch':
      return (await definition.searchIsPrepared()) ? 'present' : 'absent'
    case 'markGotrueSchema':
      return (await definition.gotrueSchemaIsMarked()) ? 'present' : 'absent'
    case 'createTable':
    case 'addColumn':
    case 'createIndex': {
      const table = await engine.introspect(engine.naming.prefix + step.table)
      if (step.kind === 'createTable')
        return table === null ? 'absent' : probeTable(engine, step, table)
      if (table === null) throw new Fault(`the table ${step.table} has gone during the migration`)
      return step.kind === 'addColumn'
        ? probeColumn(engine, step, table)
        : probeIndex(engine, step, table)
    }
  }
}

function probeTable(
  { definition }: MigrationEngine,
  { table, shape }: Step & { readonly kind: 'createTable' },
  found: FoundTable,
): Probe {
  for (const [name, column] of Object.entries(shape.columns)) {
    const there = found.columns.find((each) => each.name === name)
    if (there === undefined) return { instead: `a table ${table} without the column ${name}` }
    // GoTrue's own tables are taken as they are found: old ones have other sizes and charsets.
    if (!shape.isInherited && there.type !== definition.typeOf(column)) {
      return { instead: `a table ${table} whose column ${name} is ${there.type}` }
    }
  }
  const isSameKey = found.key.join() === shape.key.join()
  return isSameKey ? 'present' : { instead: `a table ${table} with another primary key` }
}

function probeColumn(
  { definition }: MigrationEngine,
  { table, name, column }: Step & { readonly kind: 'addColumn' },
  found: FoundTable,
): Probe {
  const there = found.columns.find((each) => each.name === name)
  if (there === undefined) return 'absent'
  const isAsWanted =
    there.type === definition.typeOf(column) && there.isNullable === allowsNull(column, false)
  return isAsWanted ? 'present' : { instead: `a column ${table}.${name} of type ${there.type}` }
}

function probeIndex(
  { definition }: MigrationEngine,
  { table, index }: Step & { readonly kind: 'createIndex' },
  found: FoundTable,
): Probe {
  const there = found.indexes.find((each) => each.name === definition.indexName(index.name))
  if (there === undefined) return 'absent'
  if (!there.isValid) return 'broken'
  const isAsWanted =
    there.columns.join() === definition.indexColumns(index).join() &&
    there.isUnique === (index.isUnique ?? false)
  return isAsWanted ? 'present' : { instead: `an index ${index.name} of ${table} on other columns` }
}
