import type { Handle } from '../../domain/handle.ts'
import type { HandleWrites } from '../../ports/store.ts'
import type { Compiler } from '../compiler.ts'
import type { Transaction } from '../engines/engine.ts'
import { columnNames } from '../schema/table.ts'
import { type HandleRow, userHandles } from '../schema/user-handles.ts'
import { bind } from '../statement.ts'
import { readOne } from './run.ts'

export interface HandleRecords {
  writes(tx: Transaction): HandleWrites
}

export function createHandleRecords(compiler: Compiler): HandleRecords {
  const query = createQueries(compiler)
  return {
    writes: (tx) => ({
      insert: (handle) => tx.write(bind(query.insert, writeHandle(handle)), 'one'),
      delete: (digest, userId) => tx.write(bind(query.delete, { digest, userId }), 'any'),
      takeOver: (digest, from, to) => tx.write(bind(query.takeOver, { digest, from, to }), 'one'),
      async find(digest) {
        const row = await readOne(tx, query.lock, { digest })
        return row && readHandle(row)
      },
    }),
  }
}

function createQueries(compiler: Compiler) {
  const { columns } = userHandles
  const { digest, user_id: userId } = columns
  return {
    insert: compiler.write('handle_insert', columns, (db, row) =>
      db.insertInto('user_handles').values(row),
    ),
    delete: compiler.write('handle_delete', { digest, userId }, (db, given) =>
      db
        .deleteFrom('user_handles')
        .where('digest', '=', given.digest)
        .where('user_id', '=', given.userId),
    ),
    takeOver: compiler.write(
      'handle_take_over',
      { digest, from: userId, to: userId },
      (db, { digest: key, from, to }) =>
        db
          .updateTable('user_handles')
          .set({ user_id: to })
          .where('digest', '=', key)
          .where('user_id', '=', from),
    ),
    lock: compiler.lock('handle_lock', { digest }, columns, (db, given) =>
      db
        .selectFrom('user_handles')
        .select(columnNames(userHandles))
        .where('digest', '=', given.digest),
    ),
  }
}

function readHandle(row: HandleRow): Handle {
  return {
    digest: row.digest,
    userId: row.user_id,
    kind: row.kind,
    ref: row.ref,
    createdAt: row.created_at,
  }
}

function writeHandle(handle: Handle): HandleRow {
  return {
    digest: handle.digest,
    user_id: handle.userId,
    kind: handle.kind,
    ref: handle.ref,
    created_at: handle.createdAt,
  }
}
