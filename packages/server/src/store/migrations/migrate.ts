import { Fault } from '../../kernel/faults.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Random } from '../../ports/random.ts'
import { Compiler } from '../compiler.ts'
import type { Engine } from '../engines/engine.ts'
import { createLeaseRecords } from '../records/leases.ts'
import { latchkeyMigrations, leases, type MigrationRow } from '../schema/house.ts'
import { checksumOf } from './checksum.ts'
import { underMigrationLock } from './lock.ts'
import { migrations } from './migrations.ts'
import { createMigrationRecords, type MigrationRecords } from './records.ts'
import { runStep } from './run-step.ts'
import { createTable, type Migration } from './step.ts'

export interface MigrateNeeds {
  readonly clock: Clock
  readonly random: Random
}

/** The database belongs to a later version, which says that this one must not serve it (REL-51). */
export class NewerSchema extends Fault {
  override readonly name = 'NewerSchema'
}

/** One line of the table that `latchkey migrate` prints. */
export interface MigrationStatus {
  readonly version: string
  readonly name: string
  readonly status: 'Applied' | 'Pending'
}

/** What has run and what has not; reads only. Throws `NewerSchema` when the database is newer than this program. */
export async function readMigrationStatus(engine: Engine): Promise<readonly MigrationStatus[]> {
  const { prefix } = engine.naming
  const isNew = (await engine.introspect(prefix + latchkeyMigrations.name)) === null
  const records = createMigrationRecords(engine, new Compiler(engine))
  return statusOf(isNew ? [] : await readRecorded(records))
}

/**
 * Brings the database to what this program needs, and answers what has run. Safe on any number of
 * nodes at once, and to be run again after a crash at any point (model 7).
 */
export async function migrate(
  engine: Engine,
  { clock, random }: MigrateNeeds,
): Promise<readonly MigrationStatus[]> {
  for (const { name, key, columns } of [leases, latchkeyMigrations]) {
    await runStep(engine, createTable(name, key, { ...columns }))
  }
  const compiler = new Compiler(engine)
  const records = createMigrationRecords(engine, compiler)
  const lock = { leases: createLeaseRecords(engine, compiler), clock, random }
  return underMigrationLock(lock, async (assertHeld) => {
    const recorded = await readRecorded(records)
    for (const migration of migrations) {
      await run(engine, records, recorded, migration, clock, assertHeld)
    }
    return statusOf(await records.list())
  })
}

async function run(
  engine: Engine,
  records: MigrationRecords,
  recorded: readonly MigrationRow[],
  { number, name, phase, steps }: Migration,
  clock: Clock,
  assertHeld: () => void,
): Promise<void> {
  const row = recorded.find((each) => each.number === number)
  if (row === undefined) {
    const checksum = checksumOf({ number, name, phase, steps })
    const begun = { number, name, checksum, step: 0, started_at: clock.now(), finished_at: null }
    await records.begin(begun)
  }
  for (const [index, step] of steps.entries()) {
    assertHeld()
    await runStep(engine, step)
    if (row?.finished_at == null) await records.advance(number, index + 1)
  }
  if (row?.finished_at == null) await records.finish(number, clock.now())
}

/** What was recorded, if it is of the same history as ours. */
async function readRecorded(records: MigrationRecords): Promise<readonly MigrationRow[]> {
  const recorded = await records.list()
  for (const row of recorded) {
    const ours = migrations.find(({ number }) => number === row.number)
    if (ours !== undefined && checksumOf(ours) !== row.checksum) {
      throw new Fault(`The migration ${versionOf(row.number)} ran here in another form.`)
    }
  }
  const latest = migrations.at(-1)?.number ?? 0
  if (recorded.some(({ number }) => number > latest) && (await records.leastCode()) > latest) {
    throw new NewerSchema(
      'The database was migrated by a newer Latchkey: this version is too old for it.',
    )
  }
  return recorded
}

function statusOf(recorded: readonly MigrationRow[]): readonly MigrationStatus[] {
  return migrations.map(({ number, name }) => {
    const row = recorded.find((each) => each.number === number)
    const isApplied = row !== undefined && row.finished_at !== null
    return { version: versionOf(number), name, status: isApplied ? 'Applied' : 'Pending' }
  })
}

function versionOf(number: number): string {
  return String(number).padStart(4, '0')
}
