import type { ColumnShape } from './schema/column.ts'

/** What a driver takes as a bound value. */
export type Bindable = string | number | bigint | boolean | null | Uint8Array

/** A row as the driver gave it, before the codec. */
export type RawRow = Record<string, unknown>

/** One argument of a compiled query: where its value comes from, and how it is written. */
export interface Slot {
  readonly name: string
  write(value: unknown): Bindable
}

/** A query that was compiled once: its text, the order of its values, and how its rows are read. */
export interface Statement<Args, Row> {
  /** Names it in logs and as a prepared statement: unique, at most 63 characters. */
  readonly name: string
  readonly sql: string
  /** One a placeholder, in order; a value that the query itself fixed stands as it is. */
  readonly parameters: readonly (Slot | Bindable)[]
  /** Output columns whose values the codec changes. */
  readonly conversions: readonly Conversion[]
  readonly types?: { readonly args: (args: Args) => void; readonly row: Row }
}

export interface Conversion {
  readonly name: string
  read(value: unknown): unknown
}

/** A statement with its values: all that a driver needs to run it. */
export interface Bound {
  readonly statement: Statement<never, unknown>
  readonly values: readonly Bindable[]
}

export function bind<Args>(statement: Statement<Args, unknown>, args: Args): Bound {
  const given = args as Readonly<Record<string, unknown>>
  const values = statement.parameters.map((parameter) =>
    isSlot(parameter) ? parameter.write(given[parameter.name]) : parameter,
  )
  return { statement, values }
}

/** The rows of an answer with every value as the schema says; changes the rows it was given. */
export function decode<Row>(
  statement: Statement<never, Row>,
  rows: readonly RawRow[],
): readonly Row[] {
  for (const row of rows) {
    for (const { name, read } of statement.conversions) row[name] = read(row[name])
  }
  return rows as unknown as readonly Row[]
}

/** How values of a kind of column cross to a database and back; one for each engine. */
export interface Codec {
  write(column: ColumnShape): (value: unknown) => Bindable
  /** `null` where the driver's value is the value. */
  read(column: ColumnShape): ((value: unknown) => unknown) | null
}

export function isSlot(value: unknown): value is Slot {
  return typeof value === 'object' && value !== null && 'write' in value
}
