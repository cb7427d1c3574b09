import type pg from 'pg'
import { Fault } from '../../../kernel/faults.ts'
import type { Bound, RawRow } from '../../statement.ts'
import type { Expected, StatementListener, Transaction } from '../engine.ts'
import { queryOf, rowsOf } from './connections.ts'
import { inFailedTransaction, stateOf, translate } from './errors.ts'

interface Queued {
  readonly bound: Bound
  readonly expected: Expected
}

/**
 * One transaction whose writes wait (model 3): BEGIN and what is queued leave with the first read,
 * the rest with COMMIT, each time in one trip of the pipeline.
 */
export class PipelinedTransaction implements Transaction {
  readonly #client: pg.PoolClient
  readonly #listen: StatementListener
  #queue: Queued[] = []
  #hasBegun = false
  #trip = 0

  constructor(client: pg.PoolClient, listen: StatementListener) {
    this.#client = client
    this.#listen = listen
  }

  async read(bound: Bound): Promise<readonly RawRow[]> {
    const [begun, writes] = this.#sendQueued()
    this.#listen(bound.statement.sql, this.#trip)
    const read = this.#client.query(queryOf(bound))
    await settle([...begun, ...writes.map(({ sent }) => sent), read])
    await compare(writes)
    return rowsOf(await read)
  }

  write(bound: Bound, expected: Expected): void {
    this.#queue.push({ bound, expected })
  }

  async commit(): Promise<void> {
    if (!this.#hasBegun && this.#queue.length === 0) return
    const [begun, writes] = this.#sendQueued()
    this.#listen('COMMIT', this.#trip)
    const commit = this.#client.query('COMMIT')
    await settle([...begun, ...writes.map(({ sent }) => sent), commit])
    // A pipeline that failed before answers COMMIT with the tag ROLLBACK, and no error.
    if ((await commit).command !== 'COMMIT') throw new Fault('the database rolled back a commit')
    await compare(writes)
  }

  async rollback(): Promise<void> {
    if (!this.#hasBegun) return
    await this.#client.query('ROLLBACK')
  }

  #sendQueued(): [readonly Promise<pg.QueryResult>[], readonly SentWrite[]] {
    this.#trip += 1
    const begun: Promise<pg.QueryResult>[] = []
    if (!this.#hasBegun) {
      this.#listen('BEGIN', this.#trip)
      begun.push(this.#client.query('BEGIN'))
      this.#hasBegun = true
    }
    const writes = this.#queue.map(({ bound, expected }) => {
      this.#listen(bound.statement.sql, this.#trip)
      return { sent: this.#client.query(queryOf(bound)), expected, name: bound.statement.name }
    })
    this.#queue = []
    return [begun, writes]
  }
}

interface SentWrite {
  readonly sent: Promise<pg.QueryResult>
  readonly expected: Expected
  readonly name: string
}

/** Waits for all and throws the first error that is a cause: those behind it only follow. */
async function settle(sent: readonly Promise<pg.QueryResult>[]): Promise<void> {
  const outcomes = await Promise.allSettled(sent)
  const errors = outcomes.flatMap((each) =>
    each.status === 'rejected' ? [each.reason as unknown] : [],
  )
  if (errors.length === 0) return
  const cause = errors.find(
    (error) => !(error instanceof Error) || stateOf(error) !== inFailedTransaction,
  )
  throw translate(cause ?? errors[0])
}

async function compare(writes: readonly SentWrite[]): Promise<void> {
  for (const { sent, expected, name } of writes) {
    const { rowCount } = await sent
    if (expected === 'one' && rowCount !== 1) {
      throw new Fault(`the guarded write ${name} matched ${rowCount ?? 0} rows`)
    }
  }
}
