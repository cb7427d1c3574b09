import type { User } from '../../domain/user.ts'
import { isUuid } from '../../kernel/uuid.ts'
import type { UserReads, UserWrites } from '../../ports/store.ts'
import type { Compiler } from '../compiler.ts'
import type { Engine, Transaction } from '../engines/engine.ts'
import { sessions } from '../schema/sessions.ts'
import { aliasedColumns, columnNames, joinedColumns } from '../schema/table.ts'
import { userHandles } from '../schema/user-handles.ts'
import { users } from '../schema/users.ts'
import { readOne } from './run.ts'
import { bearerSelection, readBearerSession } from './session-row.ts'
import { createUserChanges } from './user-changes.ts'
import { createUserDeletion } from './user-deletion.ts'
import { readUser, userSelection } from './user-row.ts'

export interface UserRecords {
  readonly reads: Omit<UserReads, 'list'>
  writes(tx: Transaction): UserWrites
}

export function createUserRecords(
  engine: Engine,
  compiler: Compiler,
  random: (count: number) => Uint8Array,
): UserRecords {
  const query = createQueries(compiler)
  const changes = createUserChanges(engine, compiler, random)
  const deletion = createUserDeletion(engine, compiler)
  return {
    reads: {
      async find(site, id) {
        if (!isUuid(id)) return null
        const found = await readOne(engine, query.find, { site, id })
        return found && readUser(found)
      },
      async findByHandle(digest) {
        const found = await readOne(engine, query.findByHandle, { digest })
        return found && readUser(found)
      },
      async findWithSession(site, id, session) {
        if (!isUuid(id) || !isUuid(session)) return null
        const found = await readOne(engine, query.findWithSession, { site, id, session })
        return found && { user: readUser(found), session: readBearerSession(found) }
      },
    },
    writes: (tx) => ({
      async lock(site, id) {
        if (!isUuid(id)) return null
        const found = await readOne(tx, query.lock, { site, id })
        return found && readUser(found)
      },
      async read(site, id) {
        if (!isUuid(id)) return null
        const found = await readOne(tx, query.find, { site, id })
        return found && readUser(found)
      },
      insert: (user: User) => changes.insert(tx, user),
      update: (before: User, after: User) => changes.update(tx, before, after),
      delete: (user: User) => deletion.delete(tx, user),
    }),
  }
}

function createQueries(compiler: Compiler) {
  const { columns } = users
  const read = userSelection.columns
  const key = { site: columns.instance_id, id: columns.id }
  return {
    find: compiler.read('user_find', key, read, (db, { site, id }) =>
      db
        .selectFrom('users')
        .select(columnNames(userSelection))
        .where('id', '=', id)
        .where('instance_id', '=', site),
    ),
    lock: compiler.lock('user_lock', key, read, (db, { site, id }) =>
      db
        .selectFrom('users')
        .select(columnNames(userSelection))
        .where('id', '=', id)
        .where('instance_id', '=', site),
    ),
    findByHandle: compiler.read(
      'user_find_by_handle',
      { digest: userHandles.columns.digest },
      read,
      (db, { digest }) =>
        db
          .selectFrom('user_handles as h')
          .innerJoin('users as u', 'u.id', 'h.user_id')
          .select(aliasedColumns(userSelection, 'u', ''))
          .where('h.digest', '=', digest),
    ),
    // The session is joined by bound ids: a join from users to a table of ours scans it on an
    // adopted MySQL database, where ids have another collation (model 2.1).
    findWithSession: compiler.read(
      'user_find_with_session',
      { ...key, session: sessions.columns.id },
      { ...read, ...joinedColumns(bearerSelection, 's_') },
      (db, { site, id, session }) =>
        db
          .selectFrom('users as u')
          .leftJoin('sessions as s', (join) =>
            join.on('s.user_id', '=', id).on('s.id', '=', session),
          )
          .select(aliasedColumns(userSelection, 'u', ''))
          .select(aliasedColumns(bearerSelection, 's', 's_'))
          .where('u.id', '=', id)
          .where('u.instance_id', '=', site),
    ),
  }
}
