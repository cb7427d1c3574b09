import { isUuid } from '../../kernel/uuid.ts'
import type { SessionReads, SessionWrites } from '../../ports/store.ts'
import type { Compiler, Db } from '../compiler.ts'
import type { Engine, Transaction } from '../engines/engine.ts'
import type { ValuesOf } from '../schema/column.ts'
import { sessions } from '../schema/sessions.ts'
import { columnNames } from '../schema/table.ts'
import { bind } from '../statement.ts'
import { readOne } from './run.ts'
import { readSession, sessionSelection, writeSession } from './session-row.ts'

export interface SessionRecords {
  readonly reads: SessionReads
  writes(tx: Transaction): SessionWrites
}

export function createSessionRecords(engine: Engine, compiler: Compiler): SessionRecords {
  const query = createQueries(compiler)
  const rotation = createRotations(compiler)
  const ending = createEndings(compiler)
  return {
    reads: {
      async find(userId, id) {
        if (!isUuid(userId) || !isUuid(id)) return null
        const row = await readOne(engine, query.find, { userId, id })
        return row && readSession(row)
      },
      async knowsPrefix(userId, prefix) {
        return (await readOne(engine, query.knowsPrefix, { userId, prefix })) !== null
      },
    },
    writes: (tx) => ({
      async lock(userId, id) {
        if (!isUuid(userId) || !isUuid(id)) return null
        const row = await readOne(tx, query.lock, { userId, id })
        return row && readSession(row)
      },
      insert: (session) => tx.write(bind(query.insert, writeSession(session)), 'one'),
      rotate({ userId, id, generation, tokenDigest: parent }, next) {
        const { tokenDigest: digest, tokenKey, refreshedAt } = next
        const change = { userId, id, generation, parent, digest, tokenKey, refreshedAt }
        tx.write(bind(rotation.rotate, change), 'one')
      },
      markLateRepeat({ userId, id, generation }, at) {
        tx.write(bind(rotation.markLateRepeat, { userId, id, generation, at }), 'one')
      },
      end: (userId, id, reason, at) =>
        tx.write(bind(ending.one, { userId, id, reason, at }), 'any'),
      endAll(userId, reason, at, keep) {
        const change = { userId, reason, at }
        if (keep === undefined) tx.write(bind(ending.all, change), 'any')
        else tx.write(bind(ending.others, { ...change, keep }), 'any')
      },
    }),
  }
}

function createQueries(compiler: Compiler) {
  const { columns } = sessions
  const key = { userId: columns.user_id, id: columns.id }
  return {
    find: compiler.read('session_find', key, sessionSelection.columns, (db, { userId, id }) =>
      db
        .selectFrom('sessions')
        .select(columnNames(sessionSelection))
        .where('user_id', '=', userId)
        .where('id', '=', id),
    ),
    lock: compiler.lock('session_lock', key, sessionSelection.columns, (db, { userId, id }) =>
      db
        .selectFrom('sessions')
        .select(columnNames(sessionSelection))
        .where('user_id', '=', userId)
        .where('id', '=', id),
    ),
    knowsPrefix: compiler.read(
      'session_knows_prefix',
      { userId: columns.user_id, prefix: columns.ip_prefix },
      { id: columns.id },
      (db, { userId, prefix }) =>
        db
          .selectFrom('sessions')
          .select('id')
          .where('user_id', '=', userId)
          .where('ip_prefix', '=', prefix)
          .limit(1),
    ),
    insert: compiler.write('session_insert', columns, (db, row) =>
      db.insertInto('sessions').values(row),
    ),
  }
}

/** Each is guarded by the generation that was read (INV-04, INV-08). */
function createRotations(compiler: Compiler) {
  const { columns } = sessions
  const guarded = {
    userId: columns.user_id,
    id: columns.id,
    generation: columns.generation,
  }
  return {
    rotate: compiler.write(
      'session_rotate',
      {
        ...guarded,
        parent: columns.token_digest,
        digest: columns.token_digest,
        tokenKey: columns.token_key,
        refreshedAt: columns.refreshed_at,
      },
      (db, { userId, id, generation, parent, digest, tokenKey, refreshedAt }) =>
        db
          .updateTable('sessions')
          // The parent is bound, not copied in SQL: MySQL assigns from left to right.
          .set((eb) => ({
            parent_digest: parent,
            token_digest: digest,
            generation: eb('generation', '+', 1),
            refreshed_at: refreshedAt,
            token_key: tokenKey,
          }))
          .where('user_id', '=', userId)
          .where('id', '=', id)
          .where('generation', '=', generation)
          .where('ended_at', 'is', null),
    ),
    markLateRepeat: compiler.write(
      'session_mark_late_repeat',
      { ...guarded, at: columns.created_at },
      (db, { userId, id, generation, at }) =>
        db
          .updateTable('sessions')
          .set({ late_repeat_at: at })
          .where('user_id', '=', userId)
          .where('id', '=', id)
          .where('generation', '=', generation)
          .where('ended_at', 'is', null),
    ),
  }
}

/** An ended session expires at once, so that one index serves cleanup (model 2.3). */
function createEndings(compiler: Compiler) {
  const { user_id: userId, id, created_at: at } = sessions.columns
  const reason = sessions.columns.end_reason
  const args = { userId, reason, at }
  const end = (db: Db, given: ValuesOf<typeof args>) =>
    db
      .updateTable('sessions')
      .set((eb) => ({
        expires_at: eb
          .case()
          .when('expires_at', '>', given.at)
          .then(given.at)
          .else(eb.ref('expires_at'))
          .end(),
        ended_at: given.at,
        end_reason: given.reason,
      }))
      .where('user_id', '=', given.userId)
      .where('ended_at', 'is', null)
  return {
    one: compiler.write('session_end', { ...args, id }, (db, given) =>
      end(db, given).where('id', '=', given.id),
    ),
    all: compiler.write('session_end_all', args, (db, given) => end(db, given)),
    others: compiler.write('session_end_others', { ...args, keep: id }, (db, given) =>
      end(db, given).where('id', '<>', given.keep),
    ),
  }
}
