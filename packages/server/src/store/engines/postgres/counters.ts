import type { Digest } from '../../../kernel/digest.ts'
import { type Instant, instantAt } from '../../../kernel/instant.ts'
import type { Count, Counters } from '../../../ports/store.ts'
import type { RawRow } from '../../statement.ts'
import { qualified } from './types.ts'

type Query = (sql: string, values: readonly (Uint8Array | number)[]) => Promise<readonly RawRow[]>

/** Counters that nodes share: one statement an attempt, so that no two nodes count the same point. */
export function createPostgresCounters(schema: string, query: Query): Counters {
  const table = qualified(schema, 'rate_limits')
  const add = `
    INSERT INTO ${table} AS c (digest, points, window_ends) VALUES ($1, $2, $3)
    ON CONFLICT (digest) DO UPDATE SET
      points = CASE WHEN c.window_ends <= $4 THEN excluded.points ELSE c.points + excluded.points END,
      window_ends = CASE WHEN c.window_ends <= $4 THEN excluded.window_ends ELSE c.window_ends END
    RETURNING points, window_ends`
  const read = `SELECT points, window_ends FROM ${table} WHERE digest = $1 AND window_ends > $2`
  const clear = `DELETE FROM ${table} WHERE digest = $1`
  return {
    async add(key: Digest, points: number, now: Instant, windowMs: number): Promise<Count> {
      const [row] = await query(add, [key, points, now + windowMs, now])
      return countOf(row ?? {})
    },
    async read(key: Digest, now: Instant): Promise<Count | null> {
      const [row] = await query(read, [key, now])
      return row === undefined ? null : countOf(row)
    },
    async clear(key: Digest): Promise<void> {
      await query(clear, [key])
    },
  }
}

function countOf(row: RawRow): Count {
  return { points: Number(row['points']), windowEnds: instantAt(Number(row['window_ends'])) }
}
