import type { Instant } from '../kernel/instant.ts'
import type { Clock } from '../ports/clock.ts'
import type { Random } from '../ports/random.ts'
import type { Store, Tx } from '../ports/store.ts'
import { Compiler } from './compiler.ts'
import type { Engine, Transaction } from './engines/engine.ts'
import { createAuditRecords } from './records/audit.ts'
import { createErasures } from './records/audit-erasure.ts'
import { createHandleRecords } from './records/handles.ts'
import { createLeaseRecords } from './records/leases.ts'
import { createOneTimeTokenRecords } from './records/one-time-tokens.ts'
import { createOutboxRecords } from './records/outbox.ts'
import { createRetention } from './records/retention.ts'
import { createSessionRecords } from './records/sessions.ts'
import { createUserListing } from './records/user-listing.ts'
import { createUserRecords } from './records/users.ts'
import { runTransaction } from './transact.ts'

export interface SqlStoreNeeds {
  readonly clock: Clock
  readonly random: Random
  /** Hears of faults in work that nobody waits for. */
  onFault(fault: unknown): void
}

/** A store with the housekeeping that a server does beside its requests. */
export interface SqlStore extends Store {
  /**
   * Does one round of cleaning: a batch of outlived rows of each table, and a piece of the erasures
   * that deletions ordered (model 6). True when nothing is left to do. Call it under a lease.
   */
  sweep(now: Instant): Promise<boolean>
}

/** What a transaction did that is followed up after its commit. */
interface Effects {
  hasMail: boolean
  hasErasure: boolean
}

/** How many batches of an erasure the deletion itself waits for. */
const promptErasures = 4

/** The store port on any engine. The tables must be there: see `migrate`. */
export function createSqlStore(engine: Engine, needs: SqlStoreNeeds): SqlStore {
  const { clock, random, onFault } = needs
  const compiler = new Compiler(engine)
  const users = createUserRecords(engine, compiler, (count) => random.bytes(count))
  const handles = createHandleRecords(compiler)
  const sessions = createSessionRecords(engine, compiler)
  const oneTimeTokens = createOneTimeTokenRecords(engine, compiler)
  const audit = createAuditRecords(engine, compiler, clock)
  const outbox = createOutboxRecords(engine, compiler)
  const erasures = createErasures(engine, compiler)
  const retention = createRetention(engine, compiler)
  const listeners: (() => void)[] = []

  function writesOf(tx: Transaction, effects: Effects): Tx {
    const userWrites = users.writes(tx)
    return {
      users: {
        ...userWrites,
        delete(user) {
          effects.hasErasure = true
          erasures.order(tx, user)
          userWrites.delete(user)
        },
      },
      handles: handles.writes(tx),
      sessions: sessions.writes(tx),
      oneTimeTokens: oneTimeTokens.writes(tx),
      audit: { add: (event) => audit.add(tx, event) },
      outbox: {
        add(message) {
          effects.hasMail = true
          outbox.add(tx, message)
        },
      },
    }
  }

  async function followUp(effects: Effects): Promise<void> {
    if (effects.hasMail) for (const listener of listeners) listener()
    // The order was committed with the deletion: what fails here is carried on by the sweep.
    if (effects.hasErasure) await erasures.carryOn(promptErasures).catch(onFault)
  }

  return {
    users: { ...users.reads, list: createUserListing(engine, compiler, clock) },
    sessions: sessions.reads,
    oneTimeTokens: oneTimeTokens.reads,
    audit: audit.reads,
    outbox: { ...outbox.work, onAdded: (listener) => void listeners.push(listener) },
    leases: createLeaseRecords(engine, compiler),
    counters: engine.counters,
    transact(work, whenTaken) {
      const run = async () => {
        const effects: Effects = { hasMail: false, hasErasure: false }
        const value = await engine.transact((tx) => work(writesOf(tx, effects)))
        await followUp(effects)
        return value
      }
      return runTransaction(random, run, whenTaken)
    },
    async sweep(now) {
      const isErased = await erasures.carryOn(promptErasures)
      return (await retention.removeBatch(now)) && isErased
    },
    ping: () => engine.ping(),
    close: () => engine.close(),
  }
}
