import type { Instant } from '../../kernel/instant.ts'
import type { Compiler } from '../compiler.ts'
import type { Engine } from '../engines/engine.ts'
import { leases, rateLimits } from '../schema/house.ts'
import { oneTimeTokens } from '../schema/one-time-tokens.ts'
import { outbox } from '../schema/outbox.ts'
import { sessions } from '../schema/sessions.ts'
import { type Bound, bind } from '../statement.ts'
import { readAll } from './run.ts'

export interface Retention {
  /** Removes one batch of outlived rows of each table; true when nothing outlived is left. */
  removeBatch(now: Instant): Promise<boolean>
}

/** Small enough to stand last in line without anybody waiting for it (model 6). */
const batch = 100

const day = 86_400_000

/** How long rows stay after their end, in milliseconds (model 6). */
const kept = {
  sessions: 7 * day,
  oneTimeTokens: day,
  outboxDone: 7 * day,
  outboxDead: 90 * day,
  leases: day,
} as const

/** What goes of one table: the writes that remove a batch, each repeating the reason in its WHERE. */
type Rule = (now: Instant) => Promise<readonly Bound[]>

export function createRetention(engine: Engine, compiler: Compiler): Retention {
  const rules: readonly Rule[] = [
    outlivedSessions(engine, compiler),
    outlivedTokens(engine, compiler),
    outlivedMessages(engine, compiler),
    outlivedLimits(engine, compiler),
    outlivedLeases(engine, compiler),
  ]
  return {
    async removeBatch(now) {
      let isDone = true
      for (const rule of rules) {
        const removals = await rule(now)
        if (removals.length === 0) continue
        await engine.transact(async (tx) => {
          for (const removal of removals) tx.write(removal, 'any')
        })
        isDone &&= removals.length < batch
      }
      return isDone
    },
  }
}

function before(now: Instant, age: number): Instant {
  return Math.max(0, now - age) as Instant
}

function outlivedSessions(engine: Engine, compiler: Compiler): Rule {
  const { user_id, id, expires_at: limit } = sessions.columns
  const find = compiler.read('sweep_sessions', { limit }, { user_id, id }, (db, given) =>
    db
      .selectFrom('sessions')
      .select(['user_id', 'id'])
      .where('expires_at', '<', given.limit)
      .orderBy('expires_at')
      .limit(batch),
  )
  const remove = compiler.write('sweep_session', { user_id, id, limit }, (db, given) =>
    db
      .deleteFrom('sessions')
      .where('user_id', '=', given.user_id)
      .where('id', '=', given.id)
      .where('expires_at', '<', given.limit),
  )
  return async (now) => {
    const age = { limit: before(now, kept.sessions) }
    const rows = await readAll(engine, find, age)
    return rows.map((row) => bind(remove, { ...row, ...age }))
  }
}

function outlivedTokens(engine: Engine, compiler: Compiler): Rule {
  const { user_id, purpose, expires_at: limit } = oneTimeTokens.columns
  const find = compiler.read('sweep_tokens', { limit }, { user_id, purpose }, (db, given) =>
    db
      .selectFrom('one_time_tokens')
      .select(['user_id', 'purpose'])
      .where('expires_at', '<', given.limit)
      .orderBy('expires_at')
      .limit(batch),
  )
  const remove = compiler.write('sweep_token', { user_id, purpose, limit }, (db, given) =>
    db
      .deleteFrom('one_time_tokens')
      .where('user_id', '=', given.user_id)
      .where('purpose', '=', given.purpose)
      .where('expires_at', '<', given.limit),
  )
  return async (now) => {
    const age = { limit: before(now, kept.oneTimeTokens) }
    const rows = await readAll(engine, find, age)
    return rows.map((row) => bind(remove, { ...row, ...age }))
  }
}

function outlivedMessages(engine: Engine, compiler: Compiler): Rule {
  const { id, created_at: done, created_at: dead } = outbox.columns
  const find = compiler.read('sweep_messages', { done, dead }, { id }, (db, given) =>
    db
      .selectFrom('outbox')
      .select('id')
      .where('done_at', '<', given.done)
      .where((eb) => eb.or([eb('outcome', '<>', 'dead'), eb('done_at', '<', given.dead)]))
      .orderBy('done_at')
      .limit(batch),
  )
  const remove = compiler.write('sweep_message', { id, done }, (db, given) =>
    db.deleteFrom('outbox').where('id', '=', given.id).where('done_at', '<', given.done),
  )
  return async (now) => {
    const age = { done: before(now, kept.outboxDone), dead: before(now, kept.outboxDead) }
    const rows = await readAll(engine, find, age)
    return rows.map((row) => bind(remove, { ...row, ...age }))
  }
}

function outlivedLimits(engine: Engine, compiler: Compiler): Rule {
  const { digest, window_ends: limit } = rateLimits.columns
  const find = compiler.read('sweep_limits', { limit }, { digest }, (db, given) =>
    db
      .selectFrom('rate_limits')
      .select('digest')
      .where('window_ends', '<', given.limit)
      .orderBy('window_ends')
      .limit(batch),
  )
  const remove = compiler.write('sweep_limit', { digest, limit }, (db, given) =>
    db
      .deleteFrom('rate_limits')
      .where('digest', '=', given.digest)
      .where('window_ends', '<', given.limit),
  )
  return async (now) => {
    const rows = await readAll(engine, find, { limit: now })
    return rows.map((row) => bind(remove, { ...row, limit: now }))
  }
}

/** Leases that nodes left behind; the table is small and needs no index. */
function outlivedLeases(engine: Engine, compiler: Compiler): Rule {
  const { name, until: limit } = leases.columns
  const find = compiler.read('sweep_leases', { limit }, { name }, (db, given) =>
    db.selectFrom('leases').select('name').where('until', '<', given.limit).limit(batch),
  )
  const remove = compiler.write('sweep_lease', { name, limit }, (db, given) =>
    db.deleteFrom('leases').where('name', '=', given.name).where('until', '<', given.limit),
  )
  return async (now) => {
    const age = { limit: before(now, kept.leases) }
    const rows = await readAll(engine, find, age)
    return rows.map((row) => bind(remove, { ...row, ...age }))
  }
}
