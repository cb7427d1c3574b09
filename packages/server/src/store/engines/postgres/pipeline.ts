import type pg from 'pg'
import { Fault } from '../../../kernel/faults.ts'
import type { Part, Result, Wire } from '../deferred.ts'
import type { StatementListener } from '../engine.ts'
import { isFollowing } from './errors.ts'
import { ask, prepared, rowsOf } from './query.ts'

/**
 * One transaction's connection: all parts of a trip are written at once and answered in order. After
 * a failure the server refuses what follows, and answers COMMIT with the tag ROLLBACK and no error.
 */
export class Pipeline implements Wire {
  readonly endsByFailing = true
  readonly #client: pg.PoolClient
  readonly #listen: StatementListener
  #trip = 0

  constructor(client: pg.PoolClient, listen: StatementListener) {
    this.#client = client
    this.#listen = listen
  }

  async send(parts: readonly Part[], limitMs: number): Promise<readonly Result[]> {
    this.#trip += 1
    const sent = parts.map((part) => {
      const query = part.kind === 'word' ? { text: part.sql } : prepared(part.bound)
      this.#listen(query.text, this.#trip)
      return ask(this.#client, query, limitMs)
    })
    const results = resultsOf(await Promise.allSettled(sent))
    parts.forEach((part, at) => {
      const tag = results[at]?.command
      if (part.kind === 'word' && tag !== part.sql) {
        throw new Fault(`the database answered ${part.sql} with ${tag}`)
      }
    })
    return results.map((result) => ({ rows: rowsOf(result), matched: result.rowCount ?? 0 }))
  }
}

/** All results, or the first error that is a cause: those behind it only follow from it. */
function resultsOf(
  outcomes: readonly PromiseSettledResult<pg.QueryResult>[],
): readonly pg.QueryResult[] {
  const errors = outcomes.flatMap((each) =>
    each.status === 'rejected' ? [each.reason as unknown] : [],
  )
  if (errors.length > 0) throw errors.find((error) => !isFollowing(error)) ?? errors[0]
  return outcomes.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []))
}
