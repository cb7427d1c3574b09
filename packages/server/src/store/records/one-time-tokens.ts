import type { OneTimeToken } from '../../domain/one-time-token.ts'
import type { OneTimeTokenReads, OneTimeTokenWrites } from '../../ports/store.ts'
import type { Compiler } from '../compiler.ts'
import type { Engine, Transaction } from '../engines/engine.ts'
import { oneTimeTokens } from '../schema/one-time-tokens.ts'
import { aliasedColumns, columnNames, prefixedColumns } from '../schema/table.ts'
import { bind } from '../statement.ts'
import { readOneTimeToken, writeOneTimeToken } from './one-time-token-row.ts'
import { readOne } from './run.ts'
import { readJoinedUser, userSelection } from './user-row.ts'

export interface OneTimeTokenRecords {
  readonly reads: OneTimeTokenReads
  writes(tx: Transaction): OneTimeTokenWrites
}

export function createOneTimeTokenRecords(engine: Engine, compiler: Compiler): OneTimeTokenRecords {
  const query = createQueries(compiler)
  return {
    reads: {
      async findByDigest(digest) {
        const row = await readOne(engine, query.findByDigest, { digest })
        return row && { token: readOneTimeToken(row), user: readJoinedUser(row) }
      },
      async find(userId, purpose) {
        const row = await readOne(engine, query.find, { userId, purpose })
        return row && readOneTimeToken(row)
      },
    },
    writes: (tx) => writesOf(tx, query),
  }
}

function writesOf(tx: Transaction, query: ReturnType<typeof createQueries>): OneTimeTokenWrites {
  return {
    async lock(userId, purpose) {
      const row = await readOne(tx, query.lock, { userId, purpose })
      return row && readOneTimeToken(row)
    },
    insert: (token) => tx.write(bind(query.insert, writeOneTimeToken(token)), 'one'),
    replace(previous, next) {
      const change = { ...writeOneTimeToken(next), ...keyOf(previous), before: previous.issuedAt }
      tx.write(bind(query.replace, change), 'one')
    },
    markUsed(token, at, session) {
      const change = { ...keyOf(token), at, session }
      if (token.tokenDigest !== null) {
        tx.write(bind(query.markLinkUsed, { ...change, digest: token.tokenDigest }), 'one')
      } else {
        tx.write(bind(query.markCodeUsed, { ...change, digest: token.codeDigest }), 'one')
      }
    },
    countTry: (token) =>
      tx.write(bind(query.countTry, { ...keyOf(token), tries: token.tries }), 'one'),
    void(userId, purposes) {
      if (purposes === undefined) tx.write(bind(query.voidAll, { userId }), 'any')
      for (const purpose of purposes ?? []) {
        tx.write(bind(query.voidOne, { userId, purpose }), 'any')
      }
    },
  }
}

function keyOf({ userId, purpose }: OneTimeToken) {
  return { userId, purpose }
}

const { columns } = oneTimeTokens
const key = { userId: columns.user_id, purpose: columns.purpose }

function createQueries(compiler: Compiler) {
  return { ...createReads(compiler), ...createChanges(compiler), ...createUses(compiler) }
}

function createReads(compiler: Compiler) {
  return {
    findByDigest: compiler.read(
      'token_find_by_digest',
      { digest: columns.token_digest },
      { ...columns, ...prefixedColumns(userSelection, 'u_') },
      (db, { digest }) =>
        db
          .selectFrom('one_time_tokens as t')
          .innerJoin('users as u', 'u.id', 't.user_id')
          .select(aliasedColumns(oneTimeTokens, 't', ''))
          .select(aliasedColumns(userSelection, 'u', 'u_'))
          .where('t.token_digest', '=', digest),
    ),
    find: compiler.read('token_find', key, columns, (db, { userId, purpose }) =>
      db
        .selectFrom('one_time_tokens')
        .select(columnNames(oneTimeTokens))
        .where('user_id', '=', userId)
        .where('purpose', '=', purpose),
    ),
    lock: compiler.lock('token_lock', key, columns, (db, { userId, purpose }) =>
      db
        .selectFrom('one_time_tokens')
        .select(columnNames(oneTimeTokens))
        .where('user_id', '=', userId)
        .where('purpose', '=', purpose),
    ),
  }
}

function createChanges(compiler: Compiler) {
  return {
    insert: compiler.write('token_insert', columns, (db, row) =>
      db.insertInto('one_time_tokens').values(row),
    ),
    replace: compiler.write(
      'token_replace',
      { ...columns, ...key, before: columns.issued_at },
      (db, { userId, purpose, before, user_id, ...next }) =>
        db
          .updateTable('one_time_tokens')
          .set(next)
          .where('user_id', '=', userId)
          .where('purpose', '=', purpose)
          .where('issued_at', '=', before),
    ),
    voidAll: compiler.write('token_void_all', { userId: columns.user_id }, (db, { userId }) =>
      db.deleteFrom('one_time_tokens').where('user_id', '=', userId).where('used_at', 'is', null),
    ),
    voidOne: compiler.write('token_void_one', key, (db, { userId, purpose }) =>
      db
        .deleteFrom('one_time_tokens')
        .where('user_id', '=', userId)
        .where('purpose', '=', purpose)
        .where('used_at', 'is', null),
    ),
  }
}

/** Each is guarded by what was read, so that no two take effect (INV-11, INV-14). */
function createUses(compiler: Compiler) {
  const use = { ...key, at: columns.issued_at, session: columns.session_id }
  return {
    markLinkUsed: compiler.write(
      'token_mark_link_used',
      { ...use, digest: columns.token_digest },
      (db, { userId, purpose, at, session, digest }) =>
        db
          .updateTable('one_time_tokens')
          .set({ used_at: at, session_id: session })
          .where('user_id', '=', userId)
          .where('purpose', '=', purpose)
          .where('token_digest', '=', digest)
          .where('used_at', 'is', null),
    ),
    markCodeUsed: compiler.write(
      'token_mark_code_used',
      { ...use, digest: columns.code_digest },
      (db, { userId, purpose, at, session, digest }) =>
        db
          .updateTable('one_time_tokens')
          .set({ used_at: at, session_id: session })
          .where('user_id', '=', userId)
          .where('purpose', '=', purpose)
          .where('code_digest', '=', digest)
          .where('used_at', 'is', null),
    ),
    countTry: compiler.write(
      'token_count_try',
      { ...key, tries: columns.tries },
      (db, { userId, purpose, tries }) =>
        db
          .updateTable('one_time_tokens')
          .set((eb) => ({ tries: eb('tries', '+', 1) }))
          .where('user_id', '=', userId)
          .where('purpose', '=', purpose)
          .where('tries', '=', tries),
    ),
  }
}
