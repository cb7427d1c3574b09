import type { Config } from '../../config/config.ts'
import { Fault } from '../../kernel/faults.ts'
import type { Engine } from '../../store/engines/engine.ts'
import {
  type MigrationStatus,
  migrate,
  NewerSchema,
  readMigrationStatus,
} from '../../store/migrations/migrate.ts'
import { DatabaseTrouble, SchemaMismatch } from '../database-finding.ts'
import type { MigrationStep } from '../migration-table.ts'
import type { Database } from '../runtime-contract.ts'
import { openEngine } from './open-engine.ts'
import { systemClock, systemRandom } from './system.ts'

/** Opens the database as it is, whatever its schema. What goes wrong with it is `DatabaseTrouble`. */
export async function openConfiguredDatabase(config: Config): Promise<Database> {
  const engine = await openEngine(config)
  return {
    version: engine.name,
    state: () => troubled(() => stateOf(engine)),
    steps: () => troubled(async () => (await readMigrationStatus(engine)).map(stepOf)),
    migrate: () => troubled(() => bringUpToDate(engine)),
    close: () => engine.close(),
  }
}

/**
 * Brings the schema up to date where a start may, and refuses one that does not fit (model 7).
 * Throws `SchemaMismatch` or `DatabaseTrouble`.
 */
export async function prepareSchema(engine: Engine, { database }: Config): Promise<void> {
  const state = await troubled(() => stateOf(engine))
  if (state === 'newer') throw new SchemaMismatch('newer')
  if (state === 'current') return
  if (database.migrate === 'require') throw new SchemaMismatch('older')
  await troubled(() => bringUpToDate(engine))
}

async function bringUpToDate(engine: Engine): Promise<void> {
  await migrate(engine, { clock: systemClock, random: systemRandom })
}

/** Runs `work`; a fault of the database in it is told as the database's. */
async function troubled<Value>(work: () => Promise<Value>): Promise<Value> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof NewerSchema) throw new SchemaMismatch('newer')
    if (!(error instanceof Fault)) throw error
    throw new DatabaseTrouble('the database could not be used', { cause: error })
  }
}

async function stateOf(engine: Engine): Promise<'empty' | 'current' | 'older' | 'newer'> {
  try {
    const statuses = await readMigrationStatus(engine)
    const applied = statuses.filter(({ status }) => status === 'Applied').length
    if (applied === statuses.length) return 'current'
    return applied === 0 ? 'empty' : 'older'
  } catch (error) {
    if (error instanceof NewerSchema) return 'newer'
    throw error
  }
}

function stepOf({ version, name, status }: MigrationStatus): MigrationStep {
  return { version, name, isApplied: status === 'Applied' }
}
