import { Command, CommanderError } from 'commander'
import { addAdmin, addMigrate } from './commands/database.ts'
import { addConfig, addDoctor, addExplain, addVersion } from './commands/help.ts'
import { addDev, addServe } from './commands/servers.ts'
import { type End, examples } from './commands/shared.ts'
import { type ExitCode, exitCode } from './exit-code.ts'
import { readVersion } from './version.ts'

/** Runs the command line and answers the exit code. Each command loads what it needs, and no more. */
export async function runProgram(args: readonly string[]): Promise<ExitCode> {
  let code: ExitCode = exitCode.done
  const program = createProgram((ended) => {
    code = ended
  })
  try {
    await program.parseAsync(args, { from: 'user' })
    return code
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    return error.exitCode === 0 ? exitCode.done : exitCode.usage
  }
}

function createProgram(end: End): Command {
  const program = new Command('latchkey')
    .description('Identity server that speaks GoTrue. Without a command: serve.')
    .version(readVersion(), '-V, --version', 'print the version')
    .option('-c, --config <file>', 'dotenv file, which must exist (default: .env where it does)')
    .option('--json', 'one JSON object instead of words')
    .option('--quiet', 'no words for people, only data and failures')
    .option('--no-color', 'no colours (as NO_COLOR does)')
    .exitOverride()
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError('latchkey help shows what there is.')
    .addHelpText('after', examples('latchkey dev', 'latchkey serve --check', 'latchkey doctor'))
  // Commands inherit what is set above, so they are added after it.
  const add = [addDev, addServe, addMigrate, addAdmin, addConfig, addDoctor, addExplain, addVersion]
  for (const each of add) each(program, end)
  return program
}
