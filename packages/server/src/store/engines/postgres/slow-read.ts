import type pg from 'pg'
import { QueryTooSlow } from '../../../ports/listing.ts'
import type { Bound, RawRow } from '../../statement.ts'
import { patience } from '../patience.ts'
import { isCanceled } from './errors.ts'
import { ask, rowsOf } from './query.ts'

/**
 * A read that the server gives up after `limitMs`: the limit belongs to its transaction, so that it
 * means the same behind a pooler. Its shape may never come again, so nothing is prepared.
 */
export async function readSlowly(
  client: pg.PoolClient,
  { statement, values }: Bound,
  limitMs: number,
): Promise<readonly RawRow[]> {
  const limit = Math.max(1, Math.floor(limitMs))
  const words = [
    'BEGIN READ ONLY',
    `SET LOCAL statement_timeout = ${limit}`,
    { text: statement.sql, values: [...values] },
    'COMMIT',
  ]
  const sent = words.map((word) =>
    ask(client, typeof word === 'string' ? { text: word } : word, limit + patience.listing),
  )
  const outcomes = await Promise.allSettled(sent)
  for (const outcome of outcomes) {
    if (outcome.status === 'fulfilled') continue
    if (isCanceled(outcome.reason)) throw new QueryTooSlow('the listing took too long')
    throw outcome.reason
  }
  const rows = outcomes[2]
  return rows?.status === 'fulfilled' ? rowsOf(rows.value) : []
}
