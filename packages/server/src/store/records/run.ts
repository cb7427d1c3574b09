import { type Bound, bind, decode, type RawRow, type Statement } from '../statement.ts'

/** Whatever runs reads: the driver itself, or a transaction. */
export interface Reader {
  read(bound: Bound): Promise<readonly RawRow[]>
}

export async function readAll<Args, Row>(
  from: Reader,
  statement: Statement<Args, Row>,
  args: Args,
): Promise<readonly Row[]> {
  return decode(statement, await from.read(bind(statement, args)))
}

export async function readOne<Args, Row>(
  from: Reader,
  statement: Statement<Args, Row>,
  args: Args,
): Promise<Row | null> {
  const [row] = await readAll(from, statement, args)
  return row ?? null
}
