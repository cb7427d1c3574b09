import { Fault, Unavailable } from '../../../kernel/faults.ts'
import type { StatementListener } from '../engine.ts'
import { patience } from '../patience.ts'
import { definitionPauses, repeatLost } from '../repeat.ts'
import type { Connections } from './connections.ts'
import { sourceState } from './errors.ts'
import { ask } from './query.ts'

/** Somebody else was quicker to make it: a type, schema, table, column or index of that name. */
const alreadyThere: ReadonlySet<string> = new Set(['23505', '42710', '42P06', '42P07', '42701'])

/** DDL takes as long as it takes; only a connection that breaks ends the wait. */
const noLimit = 0

/**
 * Runs DDL. It waits for locks briefly and again, so that it never holds up traffic, and is content
 * when another node did it meanwhile: who migrates looks at what is there (model 7). Indexes that are
 * built beside the traffic wait for transactions to end, which holds up nobody.
 */
export async function define(
  connections: Connections,
  listen: StatementListener,
  text: string,
): Promise<void> {
  const isPatient = /\bCONCURRENTLY\b/.test(text)
  const lockMs = isPatient ? 0 : patience.definition
  const run = (): Promise<void> =>
    connections.use(async (client) => {
      listen(text, 1)
      await ask(
        client,
        { text: `SET lock_timeout = ${lockMs}; SET statement_timeout = 0` },
        noLimit,
      )
      try {
        await ask(client, { text }, noLimit)
      } finally {
        await reset(() =>
          ask(client, { text: 'RESET lock_timeout; RESET statement_timeout' }, noLimit),
        )
      }
    })
  try {
    await repeatLost(run, definitionPauses)
  } catch (error) {
    if (!(error instanceof Fault && alreadyThere.has(sourceState(error)))) throw error
  }
}

/** A connection that keeps the limits of DDL is not given back. */
async function reset(ask: () => Promise<unknown>): Promise<void> {
  try {
    await ask()
  } catch (cause) {
    throw new Unavailable('the database cannot be reached', 1, { cause })
  }
}
