import { DatabaseTrouble, databaseFinding } from './database-finding.ts'
import { type ExitCode, exitCode } from './exit-code.ts'
import { type MigrationStep, writeMigrationTable } from './migration-table.ts'
import { configOrExit } from './read-config.ts'
import { writeMistakes } from './report.ts'
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
    const before = await database.steps()
    if (!shell.json) shell.out(writeMigrationTable(before))
    await database.migrate()
    const after = await database.steps()
    await database.close()
    if (shell.json) shell.out(JSON.stringify({ ok: true, steps: after }))
    else shell.out(`\n${writeMigrationTable(after)}`)
    tellWhatWasDone(shell, before)
    return exitCode.done
  } catch (error) {
    if (!(error instanceof DatabaseTrouble)) throw error
    const finding = databaseFinding(error, config.value.database.address)
    shell.complain(writeMistakes(shell, 'the database', [finding]))
    return exitCode.unreachable
  }
}

function tellWhatWasDone({ say, style }: Shell, before: readonly MigrationStep[]): void {
  const pending = before.filter(({ isApplied }) => !isApplied).length
  const done = pending === 0 ? 'The schema was up to date.' : `${pending} steps applied.`
  say(`\n${style.green('✓')} ${done}`)
}
