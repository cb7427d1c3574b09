import type { Instant } from '../../kernel/instant.ts'

/** If a value fits none of these, the model is wrong before the schema is (model 2.1). */
export type ColumnKind =
  | 'uuid'
  | 'text'
  | 'choice'
  | 'flag'
  | 'count'
  | 'instant'
  | 'json'
  | 'bytes'

declare const stored: unique symbol

/** All that an engine needs to make, write and read a column. */
export interface ColumnShape {
  readonly kind: ColumnKind
  /** Whether rows of ours hold `null` here. */
  readonly isNullable: boolean
  /**
   * GoTrue's own: typed as its migrations left it, nullable in SQL whatever rows of ours say, read
   * tolerantly (NULL as '', {}, false), instants in whole seconds (INV-24).
   */
  readonly isInherited: boolean
  /** Numbered by the database; such a number never leaves the server. */
  readonly isSerial: boolean
  /** Most characters of a text, exact or most bytes of bytes; `null` without limit. */
  readonly size: number | null
  /** Whether `size` bytes are exact. */
  readonly isFixed: boolean
  /** The table whose row a uuid names: the reference graph (INV-22). There are no foreign keys. */
  readonly parent: string | null
  /** What a row gets from a writer that does not know the column. */
  readonly initial: 0 | null
  /** Every value of a choice; readers refuse others. */
  readonly values: readonly string[] | null
}

/** A column that holds values of one type, `null` included where it may be there. */
export interface Column<Value> extends ColumnShape {
  readonly [stored]?: (value: Value) => Value
}

export type ColumnsOf<Row> = { readonly [Key in keyof Row]-?: Column<Row[Key]> }

export type ValueOf<Each> = Each extends Column<infer Value> ? Value : never

export type ValuesOf<All> = { readonly [Key in keyof All]: ValueOf<All[Key]> }

const plain = {
  isNullable: false,
  isInherited: false,
  isSerial: false,
  size: null,
  isFixed: false,
  parent: null,
  initial: null,
  values: null,
} as const

/** A UUID in its canonical text form; `parent` is the table whose row it names. */
export function uuid<Value extends string>(parent: string | null = null): Column<Value> {
  return { ...plain, kind: 'uuid', parent }
}

/** Text compared by bytes, at most `size` characters. */
export function text<Value extends string>(size: number | null = null): Column<Value> {
  return { ...plain, kind: 'text', size }
}

export function choice<const Value extends string>(...values: readonly Value[]): Column<Value> {
  return { ...plain, kind: 'choice', values }
}

export function flag(): Column<boolean> {
  return { ...plain, kind: 'flag' }
}

export function count(): Column<number> {
  return { ...plain, kind: 'count' }
}

export function serial(): Column<number> {
  return { ...plain, kind: 'count', isSerial: true }
}

/** Whole milliseconds since 1970; whole seconds where the column is inherited. */
export function instant(): Column<Instant> {
  return { ...plain, kind: 'instant' }
}

/** JSON as text: it is not parsed between row and body (performance 12.6). */
export function json<Value extends string>(): Column<Value> {
  return { ...plain, kind: 'json' }
}

/** Exactly `size` bytes. */
export function bytes<Value extends Uint8Array>(size: number): Column<Value> {
  return { ...plain, kind: 'bytes', size, isFixed: true }
}

/** At most `size` bytes. */
export function bytesUpTo(size: number): Column<Uint8Array> {
  return { ...plain, kind: 'bytes', size }
}

export function nullable<Value>(column: Column<Value>): Column<Value | null> {
  return { ...column, isNullable: true } as Column<Value | null>
}

export function inherited<Value>(column: Column<Value>): Column<Value> {
  return { ...column, isInherited: true }
}

/** A flag or count that writers unknown to us leave at 0. */
export function fromZero<Value extends boolean | number>(column: Column<Value>): Column<Value> {
  return { ...column, initial: 0 }
}
