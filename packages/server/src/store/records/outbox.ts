import type { LeasedMessage, OutboxMessage } from '../../domain/outbox-message.ts'
import { type Instant, instantAt } from '../../kernel/instant.ts'
import type { OutboxWork } from '../../ports/store.ts'
import type { Compiler } from '../compiler.ts'
import type { Engine, Transaction } from '../engines/engine.ts'
import { count, instant, nullable } from '../schema/column.ts'
import { type OutboxRow, outbox } from '../schema/outbox.ts'
import { aliasedColumns } from '../schema/table.ts'
import { bind } from '../statement.ts'
import { readLeasedMessage, writeOutboxMessage } from './outbox-row.ts'
import { readAll, readOne } from './run.ts'

export interface OutboxRecords {
  readonly work: Omit<OutboxWork, 'onAdded'>
  add(tx: Transaction, message: OutboxMessage): void
}

export function createOutboxRecords(engine: Engine, compiler: Compiler): OutboxRecords {
  const query = createQueries(compiler)

  async function lease(row: OutboxRow, owner: string, until: Instant, now: Instant) {
    const { id, attempts } = row
    const taken = await engine.write(bind(query.lease, { id, attempts, owner, until, now }))
    return taken === 1 ? [readLeasedMessage({ ...row, attempts: attempts + 1 })] : []
  }

  return {
    add: (tx, message) => tx.write(bind(query.insert, writeOutboxMessage(message)), 'one'),
    work: {
      async claim(now, owner, leaseUntil, most): Promise<readonly LeasedMessage[]> {
        const due = await readAll(engine, query.due, { now, most })
        const leased = await Promise.all(due.map((row) => lease(row, owner, leaseUntil, now)))
        return leased.flat()
      },
      async settle({ id }, owner, outcome, at) {
        return (await engine.write(bind(query.settle, { id, owner, outcome, at }))) === 1
      },
      async postpone({ id }, owner, nextAt) {
        return (await engine.write(bind(query.postpone, { id, owner, nextAt }))) === 1
      },
      async depth() {
        const found = await readOne(engine, query.depth, {})
        const oldest = found?.oldest ?? null
        return { waiting: found?.waiting ?? 0, oldest: oldest === null ? null : instantAt(oldest) }
      },
    },
  }
}

function createQueries(compiler: Compiler) {
  const { columns } = outbox
  const { id, attempts } = columns
  const at = columns.created_at
  const owner = columns.lease_owner
  return {
    insert: compiler.write('outbox_insert', columns, (db, row) =>
      db.insertInto('outbox').values(row),
    ),
    // The oldest of each ordering key only: the rest wait until it is done (INV-27).
    due: compiler.read('outbox_due', { now: at, most: count() }, columns, (db, { now, most }) =>
      db
        .selectFrom('outbox as m')
        .select(aliasedColumns(outbox, 'm', ''))
        .where('m.done_at', 'is', null)
        .where('m.next_at', '<=', now)
        .where('m.lease_until', '<=', now)
        .where(({ not, exists, selectFrom }) =>
          not(
            exists(
              selectFrom('outbox as o')
                .select('o.id')
                .whereRef('o.ordering_key', '=', 'm.ordering_key')
                .whereRef('o.id', '<', 'm.id')
                .where('o.done_at', 'is', null),
            ),
          ),
        )
        .orderBy('m.next_at')
        .orderBy('m.id')
        .limit(most),
    ),
    lease: compiler.write(
      'outbox_lease',
      { id, attempts, owner, until: at, now: at },
      (db, given) =>
        db
          .updateTable('outbox')
          .set((eb) => ({
            lease_until: given.until,
            lease_owner: given.owner,
            attempts: eb('attempts', '+', 1),
          }))
          .where('id', '=', given.id)
          .where('attempts', '=', given.attempts)
          .where('lease_until', '<=', given.now)
          .where('done_at', 'is', null),
    ),
    settle: compiler.write(
      'outbox_settle',
      { id, owner, outcome: columns.outcome, at },
      (db, given) =>
        db
          .updateTable('outbox')
          .set({ done_at: given.at, outcome: given.outcome, payload: null, lease_owner: null })
          .where('id', '=', given.id)
          .where('lease_owner', '=', given.owner)
          .where('done_at', 'is', null),
    ),
    postpone: compiler.write('outbox_postpone', { id, owner, nextAt: at }, (db, given) =>
      db
        .updateTable('outbox')
        .set({ next_at: given.nextAt, lease_until: 0 as Instant, lease_owner: null })
        .where('id', '=', given.id)
        .where('lease_owner', '=', given.owner)
        .where('done_at', 'is', null),
    ),
    depth: compiler.read(
      'outbox_depth',
      {},
      { waiting: count(), oldest: nullable(instant()) },
      (db) =>
        db
          .selectFrom('outbox')
          .select(({ fn }) => [
            fn.countAll<number>().as('waiting'),
            fn.min('created_at').as('oldest'),
          ])
          .where('done_at', 'is', null),
    ),
  }
}
