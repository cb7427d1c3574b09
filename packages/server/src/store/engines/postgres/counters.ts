import type { Digest } from '../../../kernel/digest.ts'
import { Fault } from '../../../kernel/faults.ts'
import { type Instant, instantAt } from '../../../kernel/instant.ts'
import type { Count, Counters } from '../../../ports/store.ts'
import type { Bindable, Bound, RawRow, Statement } from '../../statement.ts'
import { qualified } from './types.ts'

/** Counters that nodes share: one statement an attempt, so that no two nodes count the same point. */
export function createPostgresCounters(
  schema: string,
  run: (bound: Bound) => Promise<readonly RawRow[]>,
): Counters {
  const table = qualified(schema, 'rate_limits')
  const add = statement(
    'counter_add',
    `INSERT INTO ${table} AS c (digest, points, window_ends) VALUES ($1, $2, $3)
    ON CONFLICT (digest) DO UPDATE SET
      points = CASE WHEN c.window_ends <= $4 THEN excluded.points ELSE c.points + excluded.points END,
      window_ends = CASE WHEN c.window_ends <= $4 THEN excluded.window_ends ELSE c.window_ends END
    RETURNING points, window_ends`,
  )
  const read = statement(
    'counter_read',
    `SELECT points, window_ends FROM ${table} WHERE digest = $1 AND window_ends > $2`,
  )
  const clear = statement('counter_clear', `DELETE FROM ${table} WHERE digest = $1`)

  async function first(made: Statement<never, unknown>, ...values: readonly Bindable[]) {
    const [row] = await run({ statement: made, values })
    return row === undefined ? null : countOf(row)
  }

  return {
    async add(key: Digest, points: number, now: Instant, windowMs: number): Promise<Count> {
      const count = await first(add, key, points, now + windowMs, now)
      if (count === null) throw new Fault('a counter answered nothing')
      return count
    },
    read: (key: Digest, now: Instant) => first(read, key, now),
    async clear(key: Digest): Promise<void> {
      await first(clear, key)
    },
  }
}

function statement(name: string, sql: string): Statement<never, never> {
  return { name, sql, parameters: [], conversions: [] }
}

function countOf(row: RawRow): Count {
  return { points: Number(row['points']), windowEnds: instantAt(Number(row['window_ends'])) }
}
