import { type ColumnsOf, nullable } from './column.ts'

/** One table: its columns match the row interface key for key, nullability included. */
export interface Table<Row> {
  readonly name: string
  /** GoTrue's own table, made as GoTrue makes it, with columns of ours added. */
  readonly isInherited: boolean
  readonly columns: ColumnsOf<Row>
  readonly key: readonly (keyof Row & string)[]
  readonly indexes: readonly Index<keyof Row & string>[]
}

export interface Index<Name extends string = string> {
  readonly name: string
  readonly columns: readonly Name[]
  /** Key columns at the end, left out by engines whose secondary indexes hold the key anyway. */
  readonly tail?: readonly Name[]
  readonly isUnique?: true
}

/** The columns of a table, or some of them. */
export type Selection<Row> = Pick<Table<Row>, 'columns'>

/** Some columns of a table. */
export function selectionOf<Row, Name extends keyof Row>(
  table: Table<Row>,
  names: readonly Name[],
): Selection<Pick<Row, Name>> {
  const columns = names.map((name) => [name, table.columns[name]])
  return { columns: Object.fromEntries(columns) as ColumnsOf<Pick<Row, Name>> }
}

/** The columns in their order, for a SELECT that names every one. */
export function columnNames<Row>(table: Selection<Row>): readonly (keyof Row & string)[] {
  return Object.keys(table.columns) as (keyof Row & string)[]
}

type Aliased<Alias extends string, Prefix extends string, Name extends string> = Name extends string
  ? `${Alias}.${Name} as ${Prefix}${Name}`
  : never

/** The same for a join: `alias.column as prefix_column`. */
export function aliasedColumns<Row, Alias extends string, Prefix extends string>(
  table: Selection<Row>,
  alias: Alias,
  prefix: Prefix,
): readonly Aliased<Alias, Prefix, keyof Row & string>[] {
  return columnNames(table).map(
    (name) => `${alias}.${name} as ${prefix}${name}` as Aliased<Alias, Prefix, keyof Row & string>,
  )
}

/** A row as a join answers it, beside another. */
export type Prefixed<Prefix extends string, Row> = {
  readonly [Key in keyof Row & string as `${Prefix}${Key}`]: Row[Key]
}

export function prefixedColumns<Row, Prefix extends string>(
  table: Selection<Row>,
  prefix: Prefix,
): ColumnsOf<Prefixed<Prefix, Row>> {
  const columns = columnNames(table).map((name) => [`${prefix}${name}`, table.columns[name]])
  return Object.fromEntries(columns) as ColumnsOf<Prefixed<Prefix, Row>>
}

/** A row as the optional part of a join answers it: all null where there is none. */
export type Joined<Prefix extends string, Row> = {
  readonly [Key in keyof Row & string as `${Prefix}${Key}`]: Row[Key] | null
}

export function joinedColumns<Row, Prefix extends string>(
  table: Selection<Row>,
  prefix: Prefix,
): ColumnsOf<Joined<Prefix, Row>> {
  const columns = columnNames(table).map((name) => [
    `${prefix}${name}`,
    nullable(table.columns[name]),
  ])
  return Object.fromEntries(columns) as ColumnsOf<Joined<Prefix, Row>>
}
