import type { AuditEventId, SiteId, UserId } from '../../domain/ids.ts'
import type { User } from '../../domain/user.ts'
import { type Instant, instantAt, seconds, subtract, wholeSecond } from '../../kernel/instant.ts'
import { nilUuid } from '../../kernel/uuid.ts'
import type { Compiler } from '../compiler.ts'
import type { Engine, Transaction } from '../engines/engine.ts'
import { type AuditRow, auditLogEntries } from '../schema/gotrue.ts'
import { serverState } from '../schema/house.ts'
import { columnNames } from '../schema/table.ts'
import { bind } from '../statement.ts'
import { isAbout, withoutPerson } from './audit-row.ts'
import { readAll } from './run.ts'

export interface Erasures {
  /** Orders, as part of a deletion, that a user's audit rows lose their personal fields. */
  order(tx: Transaction, user: User): void
  /** Carries on with what was ordered, at most `rounds` batches; true when nothing is left to do. */
  carryOn(rounds: number): Promise<boolean>
}

/** How far one erasure has come through the log, oldest first. */
interface Order {
  readonly name: string
  readonly userId: UserId
  readonly site: SiteId
  readonly at: Instant
  readonly after: AuditEventId
}

const prefix = 'erase/'
const batch = 500

/** Nodes may disagree about the time: the walk begins a little before the user did. */
const skew = seconds(3600)

/**
 * The audit log has no index by user, as its writers outnumber its readers by far. So an erasure
 * walks it from the user's first moment on, in batches, and a crash resumes it (model 9).
 */
export function createErasures(engine: Engine, compiler: Compiler): Erasures {
  const query = createQueries(compiler)

  async function nextOrder(): Promise<Order | null> {
    const [row] = await readAll(engine, query.orders, { from: prefix, to: `${prefix}g` })
    if (!row) return null
    const kept = JSON.parse(row.value) as Omit<Order, 'name' | 'userId'>
    return { ...kept, name: row.name, userId: row.name.slice(prefix.length) as UserId }
  }

  async function runBatch(order: Order): Promise<void> {
    const rows = await readAll(engine, query.rows, order)
    const last = rows.at(-1)
    await engine.transact(async (tx) => {
      for (const row of rows) if (isAbout(row, order.userId)) erase(tx, row, order.userId)
      if (rows.length < batch || last === undefined) {
        tx.write(bind(query.finish, order), 'any')
        return
      }
      const value = JSON.stringify({ site: order.site, at: last.created_at, after: last.id })
      tx.write(bind(query.advance, { name: order.name, value }), 'any')
    })
  }

  function erase(tx: Transaction, row: AuditRow, userId: UserId): void {
    const change = { ...withoutPerson(row, userId), id: row.id, site: row.instance_id }
    tx.write(bind(query.erase, change), 'any')
  }

  return {
    order(tx, user) {
      const at = subtract(wholeSecond(user.createdAt), skew)
      const value = JSON.stringify({ site: user.site, at: Math.max(at, 0), after: nilUuid })
      tx.write(bind(query.order, { name: prefix + user.id, value }), 'one')
    },
    async carryOn(rounds) {
      for (let round = 0; round < rounds; round += 1) {
        const order = await nextOrder()
        if (order === null) return true
        await runBatch({ ...order, at: instantAt(order.at) })
      }
      return (await nextOrder()) === null
    },
  }
}

function createQueries(compiler: Compiler) {
  const { columns } = auditLogEntries
  const { name, value } = serverState.columns
  return {
    order: compiler.write('erasure_order', { name, value }, (db, row) =>
      db.insertInto('server_state').values(row),
    ),
    orders: compiler.read('erasure_next', { from: name, to: name }, { name, value }, (db, given) =>
      db
        .selectFrom('server_state')
        .select(['name', 'value'])
        .where('name', '>=', given.from)
        .where('name', '<', given.to)
        .orderBy('name')
        .limit(1),
    ),
    advance: compiler.write('erasure_advance', { name, value }, (db, given) =>
      db.updateTable('server_state').set({ value: given.value }).where('name', '=', given.name),
    ),
    finish: compiler.write('erasure_finish', { name }, (db, given) =>
      db.deleteFrom('server_state').where('name', '=', given.name),
    ),
    rows: compiler.read(
      'erasure_rows',
      { site: columns.instance_id, at: columns.created_at, after: columns.id },
      columns,
      (db, { site, at, after }) =>
        db
          .selectFrom('audit_log_entries')
          .select(columnNames(auditLogEntries))
          .where('instance_id', '=', site)
          .where('created_at', '>=', at)
          .where((eb) => eb.or([eb('created_at', '>', at), eb('id', '>', after)]))
          .orderBy('created_at')
          .orderBy('id')
          .limit(batch),
    ),
    erase: compiler.write(
      'erasure_erase',
      {
        id: columns.id,
        site: columns.instance_id,
        payload: columns.payload,
        ip_address: columns.ip_address,
      },
      (db, { id, site, payload, ip_address }) =>
        db
          .updateTable('audit_log_entries')
          .set({ payload, ip_address, salt: null })
          .where('id', '=', id)
          .where('instance_id', '=', site),
    ),
  }
}
