import type { Digest } from '../../../kernel/digest.ts'
import { instantAt } from '../../../kernel/instant.ts'
import type { Statement } from '../../statement.ts'
import type { Lanes } from './lanes.ts'
import type { MemoryCounters } from './memory-counters.ts'
import { quoted } from './types.ts'

/** Counters survive a restart: written when the database closes, read when it opens (model 3.1). */
export function restoreCounters(counters: MemoryCounters, lanes: Lanes, table: string): void {
  if (!exists(lanes, table)) return
  for (const row of lanes.query(`SELECT digest, points, window_ends FROM ${quoted(table)}`)) {
    const count = {
      points: Number(row['points']),
      windowEnds: instantAt(Number(row['window_ends'])),
    }
    counters.restore(row['digest'] as Digest, count)
  }
}

export async function keepCounters(
  counters: MemoryCounters,
  lanes: Lanes,
  table: string,
): Promise<void> {
  if (!exists(lanes, table)) return
  const forget = statement('counters_forget', `DELETE FROM ${quoted(table)}`)
  const keep = statement('counters_keep', `INSERT INTO ${quoted(table)} VALUES (?, ?, ?)`)
  await lanes.writer.transact(async (tx) => {
    tx.write({ statement: forget, values: [] }, 'any')
    for (const { digest, count } of counters.snapshot()) {
      tx.write({ statement: keep, values: [digest, count.points, count.windowEnds] }, 'one')
    }
  })
}

function exists(lanes: Lanes, table: string): boolean {
  return lanes.query('SELECT 1 FROM sqlite_schema WHERE name = ?', table).length > 0
}

function statement(name: string, sql: string): Statement<never, never> {
  return { name, sql, parameters: [], conversions: [] }
}
