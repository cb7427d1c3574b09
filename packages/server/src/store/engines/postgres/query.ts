import { createHash } from 'node:crypto'
import type pg from 'pg'
import type { Bound, RawRow } from '../../statement.ts'
import { translate } from './errors.ts'

/** A query of `pg` with the time that its answer may take, which the driver knows by this name. */
interface TimedQuery extends pg.QueryConfig {
  readonly query_timeout: number
}

/**
 * Asks one thing. When no answer comes in time, the driver closes the connection: what was sent
 * cannot be taken back (pg, `pipeline`). Errors come in our words.
 */
export async function ask(
  client: pg.PoolClient,
  query: pg.QueryConfig,
  limitMs: number,
): Promise<pg.QueryResult> {
  const timed: TimedQuery = { ...query, query_timeout: limitMs }
  try {
    return await client.query(timed)
  } catch (error) {
    throw translate(error)
  }
}

const names = new WeakMap<object, string>()

/** A prepared query: named by its text too, because Postgres refuses that one name means two. */
export function prepared({ statement, values }: Bound): pg.QueryConfig {
  let name = names.get(statement)
  if (name === undefined) {
    const digest = createHash('sha256').update(statement.sql).digest('hex').slice(0, 12)
    name = `${statement.name.slice(0, 50)}_${digest}`
    names.set(statement, name)
  }
  return { name, text: statement.sql, values: [...values] }
}

export function rowsOf(result: pg.QueryResult): readonly RawRow[] {
  return result.rows as readonly RawRow[]
}
