import type { ColumnShape } from '../schema/column.ts'
import type { IndexShape, TableShape } from '../schema/ddl.ts'

/**
 * All that a migration may do: nothing here renames, retypes or forbids, so that the version before
 * runs on the same tables (model 7, INV-30). Each step changes one object.
 */
export type Step =
  | { readonly kind: 'createTable'; readonly table: string; readonly shape: TableShape }
  | {
      readonly kind: 'addColumn'
      readonly table: string
      readonly name: string
      /** Nullable, or with an initial value: writers of the version before do not know it. */
      readonly column: ColumnShape
    }
  | { readonly kind: 'createIndex'; readonly table: string; readonly index: IndexShape }
  | { readonly kind: 'prepareSearch' }
  | { readonly kind: 'markGotrueSchema' }

export interface Migration {
  readonly number: number
  readonly name: string
  readonly phase: 'expand' | 'backfill' | 'contract'
  readonly steps: readonly Step[]
}

export function createTable(
  table: string,
  key: readonly string[],
  columns: Readonly<Record<string, ColumnShape>>,
): Step {
  return { kind: 'createTable', table, shape: { isInherited: false, columns, key } }
}

/** A table of GoTrue: found on an adopted database, made as its migrations leave it elsewhere. */
export function createGotrueTable(
  table: string,
  key: readonly string[],
  columns: Readonly<Record<string, ColumnShape>>,
): Step {
  return { kind: 'createTable', table, shape: { isInherited: true, columns, key } }
}

export function addColumns(
  table: string,
  columns: Readonly<Record<string, ColumnShape>>,
): readonly Step[] {
  return Object.entries(columns).map(([name, column]) => ({
    kind: 'addColumn',
    table,
    name,
    column,
  }))
}

export function createIndex(
  table: string,
  name: string,
  columns: readonly string[],
  more: { readonly tail?: readonly string[]; readonly isUnique?: true } = {},
): Step {
  return { kind: 'createIndex', table, index: { name, columns, ...more } }
}
