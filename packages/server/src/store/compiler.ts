import { type Compilable, type Dialect, DummyDriver, Kysely, type SelectQueryBuilder } from 'kysely'
import { type Naming, namingPlugin } from './naming.ts'
import type { Column, ColumnShape, ValuesOf } from './schema/column.ts'
import { type Database, tableNames } from './schema/database.ts'
import type { Bindable, Codec, Conversion, Slot, Statement } from './statement.ts'

export type Db = Kysely<Database>

/** A value as the driver takes it, posing as what the query builder expects. */
export type WriteValue = <Value>(column: Column<Value>, value: Value) => Value

type AnyColumns = Readonly<Record<string, unknown>>

/** What differs between engines when queries are written. */
export interface CompilerNeeds {
  /** Kysely's adapter and compiler of this engine; its driver is never asked. */
  readonly dialect: Pick<Dialect, 'createAdapter' | 'createQueryCompiler' | 'createIntrospector'>
  readonly naming: Naming
  readonly codec: Codec
  readonly locking: Locking
}

export interface Locking {
  /** Locks the rows that a query reads until the transaction ends; nothing where one writer is all. */
  lock<Query extends Lockable<Query>>(query: Query): Query
}

export interface Lockable<Query> {
  forUpdate(): Query
}

/**
 * Writes every query once, at start: Kysely makes the SQL with slots for the arguments, and a runner
 * of ours binds and executes it (performance 12.6). Kysely itself never runs a query.
 */
export class Compiler {
  readonly #db: Db
  readonly #codec: Codec
  readonly #locking: Locking

  constructor(needs: CompilerNeeds) {
    this.#codec = needs.codec
    this.#locking = needs.locking
    this.#db = new Kysely<Database>({
      dialect: { ...bound(needs.dialect), createDriver: () => new DummyDriver() },
      plugins: [namingPlugin(needs.naming, new Set(tableNames))],
    })
  }

  /** A query that answers rows of `row`'s columns. */
  read<Args extends AnyColumns, Row extends AnyColumns>(
    name: string,
    args: Args,
    row: Row,
    build: (db: Db, args: ValuesOf<Args>) => Compilable<Readonly<ValuesOf<Row>>>,
  ): Statement<ValuesOf<Args>, ValuesOf<Row>> {
    return this.#compile(name, build(this.#db, this.#slots(args)), conversions(this.#codec, row))
  }

  /** The same, for one row that is locked until the transaction ends (model 3.4). */
  lock<Args extends AnyColumns, Row extends AnyColumns, Name extends keyof Database>(
    name: string,
    args: Args,
    row: Row,
    build: (
      db: Db,
      args: ValuesOf<Args>,
    ) => SelectQueryBuilder<Database, Name, Readonly<ValuesOf<Row>>>,
  ): Statement<ValuesOf<Args>, ValuesOf<Row>> {
    const query = this.#locking.lock(build(this.#db, this.#slots(args)))
    return this.#compile(name, query, conversions(this.#codec, row))
  }

  /** A statement that changes rows and answers none. */
  write<Args extends AnyColumns>(
    name: string,
    args: Args,
    build: (db: Db, args: ValuesOf<Args>) => Compilable,
  ): Statement<ValuesOf<Args>, never> {
    return this.#compile(name, build(this.#db, this.#slots(args)), [])
  }

  /** A query made for one call, where its shape depends on what was asked: never on a hot path. */
  once<Row extends AnyColumns>(
    name: string,
    row: Row,
    build: (db: Db, value: WriteValue) => Compilable<Readonly<ValuesOf<Row>>>,
  ): Statement<unknown, ValuesOf<Row>> {
    const value: WriteValue = (column, given) =>
      this.#codec.write(column as ColumnShape)(given) as typeof given
    return this.#compile(name, build(this.#db, value), conversions(this.#codec, row))
  }

  #slots<Args extends AnyColumns>(args: Args): ValuesOf<Args> {
    const slots = Object.entries(args).map(([name, column]): [string, Slot] => [
      name,
      { name, write: this.#codec.write(column as ColumnShape) },
    ])
    // Kysely takes a slot for the value it stands for, and hands it back among the parameters.
    return Object.fromEntries(slots) as unknown as ValuesOf<Args>
  }

  #compile<Args, Row>(
    name: string,
    query: Compilable,
    reads: readonly Conversion[],
  ): Statement<Args, Row> {
    const { sql, parameters } = query.compile()
    return {
      name,
      sql,
      parameters: parameters as readonly (Slot | Bindable)[],
      conversions: reads,
    }
  }
}

function bound(
  dialect: CompilerNeeds['dialect'],
): Pick<Dialect, 'createAdapter' | 'createQueryCompiler' | 'createIntrospector'> {
  return {
    createAdapter: () => dialect.createAdapter(),
    createQueryCompiler: () => dialect.createQueryCompiler(),
    createIntrospector: (db) => dialect.createIntrospector(db),
  }
}

function conversions(codec: Codec, row: AnyColumns): readonly Conversion[] {
  return Object.entries(row).flatMap(([name, column]) => {
    const read = codec.read(column as ColumnShape)
    return read === null ? [] : [{ name, read }]
  })
}
