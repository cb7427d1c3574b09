import { type Page, QueryTooSlow } from '../../ports/listing.ts'

/** Totals are exact up to here (model 5). */
export const mostCounted = 100_000

/** How long one listing may take, in milliseconds (model 5). */
export const listingLimit = 2000

interface Walk<Row> {
  readonly page: Page
  /** The rows after `last` in order, at most `chunk` of them; SQL may let some through that do not match. */
  next(last: Row | null, limitMs: number): Promise<readonly Row[]>
  readonly chunk: number
  matches(row: Row): boolean
}

/**
 * One page of those rows that match, and how many match, found by walking all candidates in order.
 * Throws `QueryTooSlow` when that takes longer than a listing may.
 */
export async function walkPage<Row>(
  walk: Walk<Row>,
): Promise<{ readonly rows: readonly Row[]; readonly total: number }> {
  const skip = skipped(walk.page)
  const until = performance.now() + listingLimit
  const rows: Row[] = []
  let total = 0
  let last: Row | null = null
  for (;;) {
    const left = until - performance.now()
    if (left <= 0) throw new QueryTooSlow('the search ran longer than a listing may')
    const found: readonly Row[] = await walk.next(last, left)
    for (const row of found) {
      if (!walk.matches(row)) continue
      if (total >= skip && rows.length < walk.page.size) rows.push(row)
      total += 1
    }
    last = found.at(-1) ?? null
    const isFull = rows.length === walk.page.size && total > mostCounted
    if (found.length < walk.chunk || isFull) return { rows, total }
  }
}

/** How many rows come before a page. */
export function skipped({ number, size }: Page): number {
  return Math.max(0, number - 1) * size
}
