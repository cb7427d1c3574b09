import type { Digest } from '../../../kernel/digest.ts'
import { instantAt } from '../../../kernel/instant.ts'
import type { Count, Counters } from '../../../ports/store.ts'
import { MemoryCounters } from '../../counters/memory-counters.ts'
import type { Statement } from '../../statement.ts'
import type { Lanes } from './lanes.ts'
import { createOverflowCounters } from './overflow-counters.ts'
import { quoted } from './types.ts'

export interface KeptCounters extends Counters {
  /** Writes down what a restart should still know; call it when the database closes. */
  keep(): Promise<void>
}

/**
 * Counters of the one process that owns a database (model 3.1): in memory, in the table where memory
 * is full (REL-40), and kept there over a restart. `most`: how many memory holds.
 */
export function openKeptCounters(lanes: Lanes, table: string, most?: number): KeptCounters {
  let isOver = false
  const overflow = createOverflowCounters(lanes, table, () => isOver)
  const memory = new MemoryCounters({ overflow, ...(most === undefined ? {} : { most }) })
  for (const [digest, count] of readKept(lanes, table)) {
    if (!memory.restore(digest, count)) isOver = true
  }
  const forget = statement('counters_forget', `DELETE FROM ${quoted(table)}`)
  const put = statement('counters_keep', `INSERT OR REPLACE INTO ${quoted(table)} VALUES (?, ?, ?)`)

  return {
    add: (digest, points, now, windowMs) => memory.add(digest, points, now, windowMs),
    read: (digest, now) => memory.read(digest, now),
    clear: (digest) => memory.clear(digest),
    async keep() {
      if (!exists(lanes, table)) return
      await lanes.writer.transact(async (tx) => {
        if (!overflow.isUsed) tx.write({ statement: forget, values: [] }, 'any')
        for (const [digest, count] of memory.snapshot()) {
          tx.write({ statement: put, values: [digest, count.points, count.windowEnds] }, 'one')
        }
      })
    },
  }
}

/** What the last run kept, in the order in which it ends. */
function readKept(lanes: Lanes, table: string): readonly (readonly [Digest, Count])[] {
  if (!exists(lanes, table)) return []
  const sql = `SELECT digest, points, window_ends FROM ${quoted(table)} ORDER BY window_ends`
  return lanes.query(sql).map((row) => [
    row['digest'] as Digest,
    {
      points: Number(row['points']),
      windowEnds: instantAt(Number(row['window_ends'])),
    },
  ])
}

function exists(lanes: Lanes, table: string): boolean {
  return lanes.query('SELECT 1 FROM sqlite_schema WHERE name = ?', table).length > 0
}

function statement(name: string, sql: string): Statement<never, never> {
  return { name, sql, parameters: [], conversions: [] }
}
