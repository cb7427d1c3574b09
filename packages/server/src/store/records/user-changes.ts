import type { User } from '../../domain/user.ts'
import type { Compiler } from '../compiler.ts'
import type { Engine, Transaction } from '../engines/engine.ts'
import { type UserRow, users } from '../schema/users.ts'
import { bind, type Statement } from '../statement.ts'
import { searchTextOf, type UserColumns, writeUser } from './user-row.ts'

interface UserChanges {
  insert(tx: Transaction, user: User): void
  update(tx: Transaction, before: User, after: User): void
}

type Change = Statement<Record<string, unknown>, never>

/** More shapes of change than people make; what is beyond is compiled anew. */
const mostShapes = 256

export function createUserChanges(
  engine: Engine,
  compiler: Compiler,
  random: (count: number) => Uint8Array,
): UserChanges {
  const { search } = engine
  const insert = compiler.write('user_insert', users.columns, (db, row) =>
    db.insertInto('users').values(row),
  )
  const shapes = new Map<string, Change>()

  function shapeOf(names: readonly string[]): Change {
    const key = names.join()
    const known = shapes.get(key)
    if (known) return known
    if (shapes.size >= mostShapes) shapes.clear()
    const made = compileChange(compiler, names)
    shapes.set(key, made)
    return made
  }

  return {
    insert(tx, user) {
      const row: UserRow = {
        ...writeUser(user),
        // Never NULL, or a Go server on the same tables fails on the row (server spec 10.3).
        confirmation_token: '',
        recovery_token: '',
        email_change_token: '',
        phone_change: null,
        phone_change_sent_at: null,
        reauthentication_sent_at: null,
        is_sso: false,
        search_text: searchTextOf(user),
        search_id: search.newId(random),
      }
      tx.write(bind(insert, row), 'one')
      for (const each of search.remember(user.id)) tx.write(each, 'any')
    },

    update(tx, before, after) {
      const changed = changesBetween(before, after)
      const movesSearch = 'search_text' in changed
      if (movesSearch) for (const each of search.forget(before.id)) tx.write(each, 'any')
      const key = { id: before.id, site: before.site, revision: before.revision }
      tx.write(bind(shapeOf(Object.keys(changed)), { ...changed, ...key }), 'one')
      if (movesSearch) for (const each of search.remember(before.id)) tx.write(each, 'any')
    },
  }
}

function changesBetween(before: User, after: User): Record<string, unknown> {
  const old: Readonly<Record<string, unknown>> = { ...writeUser(before) }
  const row: UserColumns = writeUser(after)
  const changes = Object.entries(row).filter(([name, value]) => old[name] !== value)
  const changed = Object.fromEntries(changes.filter(([name]) => !fixed.has(name)))
  const text = searchTextOf(after)
  return text === searchTextOf(before) ? changed : { ...changed, search_text: text }
}

/** What no change moves: the key, and what the statement itself raises. */
const fixed: ReadonlySet<string> = new Set(['id', 'instance_id', 'created_at', 'revision'])

function compileChange(compiler: Compiler, moving: readonly string[]): Change {
  const { columns } = users
  const all: Readonly<Record<string, unknown>> = columns
  const args = Object.fromEntries(moving.map((name) => [name, all[name]]))
  const key = { id: columns.id, site: columns.instance_id, revision: columns.revision }
  // Guarded by the revision that was read: the second wall behind the lock (model 3).
  const change = compiler.write(
    `user_update_${shapeNumber(moving)}`,
    { ...args, ...key },
    (db, { id, site, revision, ...set }) =>
      db
        .updateTable('users')
        .set((eb) => ({ ...set, revision: eb('revision', '+', 1) }))
        .where('id', '=', id)
        .where('instance_id', '=', site)
        .where('revision', '=', revision),
  )
  return change as unknown as Change
}

/** A short name for a set of columns: prepared statements are known by their names. */
function shapeNumber(moving: readonly string[]): string {
  const all = Object.keys(users.columns)
  return moving.reduce((sum, name) => sum + 2n ** BigInt(all.indexOf(name)), 0n).toString(36)
}
