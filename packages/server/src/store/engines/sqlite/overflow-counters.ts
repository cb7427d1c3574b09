import type { Digest } from '../../../kernel/digest.ts'
import { type Instant, instantAt } from '../../../kernel/instant.ts'
import type { Count, Counters } from '../../../ports/store.ts'
import type { RawRow, Statement } from '../../statement.ts'
import type { Lanes } from './lanes.ts'
import { quoted } from './types.ts'

/** Counters in the table: for what memory has no place for (REL-40). */
export interface OverflowCounters extends Counters {
  /** Whether the table holds more than what was kept at the end of the last run. */
  readonly isUsed: boolean
}

/** `isNeeded`: the table holds counts of the last run that memory had no place for. */
export function createOverflowCounters(
  { writer }: Pick<Lanes, 'writer'>,
  table: string,
  isNeeded: () => boolean,
): OverflowCounters {
  const name = quoted(table)
  const find = statement('counter_find', `SELECT points, window_ends FROM ${name} WHERE digest = ?`)
  const put = statement('counter_put', `INSERT OR REPLACE INTO ${name} VALUES (?, ?, ?)`)
  const forget = statement('counter_forget', `DELETE FROM ${name} WHERE digest = ?`)
  const forgetAll = statement('counters_forget', `DELETE FROM ${name}`)
  let begun: Promise<void> | null = null

  /** What memory took back is counted there from now on: its rows would speak against it. */
  function begin(): Promise<void> {
    begun ??= isNeeded() ? Promise.resolve() : removeAll()
    return begun
  }

  async function removeAll(): Promise<void> {
    try {
      await writer.transact(async (tx) => tx.write({ statement: forgetAll, values: [] }, 'any'))
    } catch (error) {
      begun = null
      throw error
    }
  }

  return {
    get isUsed() {
      return begun !== null || isNeeded()
    },
    async add(digest, points, now, windowMs) {
      await begin()
      return writer.transact(async (tx) => {
        const [row] = await tx.read({ statement: find, values: [digest] })
        const running = liveCount(row, now)
        const count =
          running === null
            ? { points, windowEnds: instantAt(now + windowMs) }
            : { ...running, points: running.points + points }
        tx.write({ statement: put, values: [digest, count.points, count.windowEnds] }, 'one')
        return count
      })
    },
    read: (digest, now) =>
      writer.transact(async (tx) => {
        const [row] = await tx.read({ statement: find, values: [digest] })
        return liveCount(row, now)
      }),
    clear: (digest: Digest) =>
      writer.transact(async (tx) => {
        tx.write({ statement: forget, values: [digest] }, 'any')
      }),
  }
}

function liveCount(row: RawRow | undefined, now: Instant): Count | null {
  if (row === undefined || Number(row['window_ends']) <= now) return null
  return { points: Number(row['points']), windowEnds: instantAt(Number(row['window_ends'])) }
}

function statement(name: string, sql: string): Statement<never, never> {
  return { name, sql, parameters: [], conversions: [] }
}
