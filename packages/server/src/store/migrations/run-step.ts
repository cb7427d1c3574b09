import { Fault } from '../../kernel/faults.ts'
import { type MigrationEngine, type Probe, probe } from './probe.ts'
import type { Step } from './step.ts'

/** Sees to it that a step is done: looks, does what is missing, and looks again. */
export async function runStep(engine: MigrationEngine, step: Step): Promise<void> {
  const before = await probe(engine, step)
  assertOurs(before)
  if (before === 'present') return
  if (before === 'broken' && step.kind === 'createIndex') {
    await executeAll(
      engine,
      engine.definition.dropIndex(engine.naming.prefix + step.table, step.index.name),
    )
  }
  await perform(engine, step)
  const after = await probe(engine, step)
  assertOurs(after)
  if (after !== 'present') throw new Fault(`a step of a migration had no effect: ${step.kind}`)
}

async function perform(engine: MigrationEngine, step: Step): Promise<void> {
  const { definition, naming } = engine
  switch (step.kind) {
    case 'createTable':
      return executeAll(engine, definition.createTable(naming.prefix + step.table, step.shape))
    case 'addColumn':
      return executeAll(
        engine,
        definition.addColumn(naming.prefix + step.table, step.name, step.column),
      )
    case 'createIndex':
      return executeAll(engine, definition.createIndex(naming.prefix + step.table, step.index))
    case 'prepareSearch':
      return definition.prepareSearch()
    case 'markGotrueSchema':
      return definition.markGotrueSchema()
  }
}

async function executeAll(engine: MigrationEngine, texts: readonly string[]): Promise<void> {
  for (const text of texts) await engine.execute(text)
}

function assertOurs(found: Probe): void {
  if (typeof found === 'string') return
  const text = `The database already holds ${found.instead}, which is not Latchkey's.`
  throw new Fault(`${text} Give Latchkey a namespace or a database of its own.`)
}
