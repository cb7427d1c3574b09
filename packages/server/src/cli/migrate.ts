import { DatabaseTrouble, databaseFinding, SchemaMismatch } from './database-finding.ts'
import { type ExitCode, exitCode } from './exit-code.ts'
import { type MigrationStep, writeMigrationTable } from './migration-table.ts'
import { configOrExit } from './read-config.ts'
import { writeMistakes } from './report.ts'
import type { Database } from './runtime-contract.ts'
import type { Shell } from './shell.ts'

/**
 * Brings the schema up to date; prints the steps before and after, as GoTrue does (server spec 9).
 * Running it again changes nothing.
 */
export async function migrate(shell: Shell): Promise<ExitCode> {
  const config = configOrExit(shell, 'serve')
  if (!config.granted) return config.reason
  const { openDatabase } = await import('./runtime.ts')
  try {
    const database = await openDatabase(config.value)
    await bringUpToDate(shell, database).finally(() => database.close())
    return exitCode.done
  } catch (error) {
    if (!(error instanceof DatabaseTrouble || error instanceof SchemaMismatch)) throw error
    const finding = databaseFinding(error, config.value.database.address)
    if (shell.json) shell.out(JSON.stringify({ ok: false, problems: [finding] }))
    else shell.complain(writeMistakes(shell, 'the database', [finding]))
    return exitCode.unreachable
  }
}

async function bringUpToDate(shell: Shell, database: Database): Promise<void> {
  const before = await database.steps()
  if (!shell.json) shell.out(writeMigrationTable(before))
  await database.migrate()
  const after = await database.steps()
  if (shell.json) shell.out(JSON.stringify({ ok: true, steps: after }))
  else shell.out(`\n${writeMigrationTable(after)}`)
  tellWhatWasDone(shell, before)
}

function tellWhatWasDone({ say, style }: Shell, before: readonly MigrationStep[]): void {
  const pending = before.filter(({ isApplied }) => !isApplied).length
  const steps = pending === 1 ? '1 step' : `${pending} steps`
  const done = pending === 0 ? 'The schema was up to date.' : `${steps} applied.`
  say(`\n${style.green('✓')} ${done}`)
}
