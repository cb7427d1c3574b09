import { emailHandle, handleDigest } from '../../domain/handle.ts'
import type { User } from '../../domain/user.ts'
import type { Compiler } from '../compiler.ts'
import type { Engine, Transaction } from '../engines/engine.ts'
import { userHandles } from '../schema/user-handles.ts'
import { users } from '../schema/users.ts'
import { bind } from '../statement.ts'

interface UserDeletion {
  delete(tx: Transaction, user: User): void
}

/**
 * Removes a user and every row that carries its id, in the order of model 2.4. A test holds the plan
 * against the reference graph (INV-22). Audit rows stay: see `createErasures`.
 */
export function createUserDeletion(engine: Engine, compiler: Compiler): UserDeletion {
  const query = createQueries(compiler)
  return {
    delete(tx, user) {
      const { id, site } = user
      for (const digest of handleDigests(user)) {
        tx.write(bind(query.handle, { digest, id }), 'any')
      }
      tx.write(bind(query.sessions, { id }), 'any')
      tx.write(bind(query.oneTimeTokens, { id }), 'any')
      tx.write(bind(query.identities, { id }), 'any')
      tx.write(bind(query.outbox, { id }), 'any')
      // A message that is leaving right now stays without a name: its worker still settles it.
      tx.write(bind(query.leasedOutbox, { id }), 'any')
      tx.write(bind(query.refreshTokens, { id, site }), 'any')
      for (const each of engine.search.forget(id)) tx.write(each, 'any')
      tx.write(bind(query.user, { id, site }), 'one')
    },
  }
}

/** A user's handles are computed from its row: there is no index on them by user (model 2.3). */
function handleDigests(user: User) {
  const email = user.email === '' ? [] : [emailHandle(user.site, user.audience, user.email)]
  if (user.phone === null) return email
  return [...email, handleDigest('phone', user.site, user.audience, user.phone)]
}

function createQueries(compiler: Compiler) {
  const id = users.columns.id
  const site = users.columns.instance_id
  return {
    handle: compiler.write(
      'user_delete_handle',
      { digest: userHandles.columns.digest, id },
      (db, given) =>
        db
          .deleteFrom('user_handles')
          .where('digest', '=', given.digest)
          .where('user_id', '=', given.id),
    ),
    sessions: compiler.write('user_delete_sessions', { id }, (db, given) =>
      db.deleteFrom('sessions').where('user_id', '=', given.id),
    ),
    oneTimeTokens: compiler.write('user_delete_one_time_tokens', { id }, (db, given) =>
      db.deleteFrom('one_time_tokens').where('user_id', '=', given.id),
    ),
    identities: compiler.write('user_delete_identities', { id }, (db, given) =>
      db.deleteFrom('identities').where('user_id', '=', given.id),
    ),
    outbox: compiler.write('user_delete_outbox', { id }, (db, given) =>
      db.deleteFrom('outbox').where('user_id', '=', given.id).where('lease_owner', 'is', null),
    ),
    leasedOutbox: compiler.write('user_delete_leased_outbox', { id }, (db, given) =>
      db.updateTable('outbox').set({ user_id: null }).where('user_id', '=', given.id),
    ),
    refreshTokens: compiler.write('user_delete_refresh_tokens', { id, site }, (db, given) =>
      db
        .deleteFrom('refresh_tokens')
        .where('instance_id', '=', given.site)
        .where('user_id', '=', given.id),
    ),
    user: compiler.write('user_delete', { id, site }, (db, given) =>
      db.deleteFrom('users').where('id', '=', given.id).where('instance_id', '=', given.site),
    ),
  }
}
