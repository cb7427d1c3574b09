import type { Instant } from '../../kernel/instant.ts'
import type { Leases } from '../../ports/store.ts'
import type { Compiler } from '../compiler.ts'
import { Taken } from '../engines/conflicts.ts'
import type { Engine } from '../engines/engine.ts'
import { leases } from '../schema/house.ts'
import { bind } from '../statement.ts'
import { readAll } from './run.ts'

/** Leases on jobs that one node does at a time. The clock is the caller's (REL-53). */
export function createLeaseRecords(
  engine: Pick<Engine, 'read' | 'write'>,
  compiler: Compiler,
): Leases {
  const query = createQueries(compiler)
  return {
    async take(name, owner, now, until) {
      if ((await engine.write(bind(query.renew, { name, owner, until }))) === 1) return true
      if ((await engine.write(bind(query.take, { name, owner, now, until }))) === 1) return true
      try {
        await engine.write(bind(query.insert, { name, owner, until, fence: 1 }))
        return true
      } catch (error) {
        if (error instanceof Taken) return false // somebody holds it, or was quicker to make it
        throw error
      }
    },
    async release(name, owner) {
      await engine.write(bind(query.release, { name, owner }))
    },
    async holders(prefix, now) {
      const rows = await readAll(engine, query.holders, { from: prefix, now })
      return rows.filter((row) => row.name.startsWith(prefix)).map((row) => row.owner)
    },
  }
}

function createQueries(compiler: Compiler) {
  const { columns } = leases
  const { name, owner, until } = columns
  return {
    renew: compiler.write('lease_renew', { name, owner, until }, (db, given) =>
      db
        .updateTable('leases')
        .set({ until: given.until })
        .where('name', '=', given.name)
        .where('owner', '=', given.owner),
    ),
    take: compiler.write('lease_take', { name, owner, until, now: until }, (db, given) =>
      db
        .updateTable('leases')
        .set((eb) => ({ owner: given.owner, until: given.until, fence: eb('fence', '+', 1) }))
        .where('name', '=', given.name)
        .where('until', '<=', given.now),
    ),
    insert: compiler.write('lease_insert', columns, (db, row) =>
      db.insertInto('leases').values(row),
    ),
    release: compiler.write('lease_release', { name, owner }, (db, given) =>
      db
        .updateTable('leases')
        .set({ until: 0 as Instant })
        .where('name', '=', given.name)
        .where('owner', '=', given.owner),
    ),
    holders: compiler.read('lease_holders', { from: name, now: until }, columns, (db, given) =>
      db
        .selectFrom('leases')
        .select(['name', 'owner', 'until', 'fence'])
        .where('name', '>=', given.from)
        .where('until', '>', given.now)
        .orderBy('name'),
    ),
  }
}
