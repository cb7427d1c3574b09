import type { Digest } from '../../../kernel/digest.ts'
import { type Instant, instantAt } from '../../../kernel/instant.ts'
import type { Count, Counters } from '../../../ports/store.ts'
import type { Bindable, RawRow } from '../../statement.ts'
import { quoted } from './types.ts'

export type CounterQuery = readonly [sql: string, values: readonly Bindable[]]

export interface CounterQueries {
  /** A write and a read behind it in one transaction and one trip; answers what was read. */
  together(write: CounterQuery, read: CounterQuery): Promise<readonly RawRow[]>
  query(sql: string, values: readonly Bindable[]): Promise<readonly RawRow[]>
}

/** Counters that nodes share: the row's lock makes counting and reading one step. */
export function createMysqlCounters(prefix: string, { together, query }: CounterQueries): Counters {
  const table = quoted(`${prefix}rate_limits`)
  // Assignments run from left to right: `points` still sees the window it belongs to.
  const add = `
    INSERT INTO ${table} (digest, points, window_ends) VALUES (?, ?, ?)
    ON DUPLICATE KEY UPDATE
      points = IF(window_ends <= ?, VALUES(points), points + VALUES(points)),
      window_ends = IF(window_ends <= ?, VALUES(window_ends), window_ends)`
  const read = `SELECT points, window_ends FROM ${table} WHERE digest = ?`
  return {
    async add(key: Digest, points: number, now: Instant, windowMs: number): Promise<Count> {
      const rows = await together([add, [key, points, now + windowMs, now, now]], [read, [key]])
      return countOf(rows[0] ?? {})
    },
    async read(key: Digest, now: Instant): Promise<Count | null> {
      const [row] = await query(`${read} AND window_ends > ?`, [key, now])
      return row === undefined ? null : countOf(row)
    },
    async clear(key: Digest): Promise<void> {
      await query(`DELETE FROM ${table} WHERE digest = ?`, [key])
    },
  }
}

function countOf(row: RawRow): Count {
  return { points: Number(row['points']), windowEnds: instantAt(Number(row['window_ends'])) }
}
