import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import { type ExitCode, exitCode } from './exit-code.ts'
import { type GlobalFlags, nodeShell } from './node-shell.ts'
import type { Shell } from './shell.ts'
import { readVersion, writeVersion } from './version.ts'

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

type End = (code: ExitCode) => void

function createProgram(end: End): Command {
  const program = new Command('latchkey')
    .description('Identity server that speaks GoTrue. Without a command: serve.')
    .version(readVersion(), '-V, --version', 'print the version')
    .option('-c, --config <file>', 'dotenv file, which must exist (default: .env where it does)')
    .option('--json', 'one JSON object instead of words')
    .option('--quiet', 'no words for people, only data and failures')
    .option('--no-color', 'no colours (as NO_COLOR does)')
    .exitOverride()
    .showHelpAfterError('latchkey help shows what there is.')
    .addHelpText('after', examples(['latchkey dev', 'latchkey serve --check', 'latchkey doctor']))
  // Commands inherit what is set here, so they are added after it.
  addServers(program, end)
  addDatabase(program, end)
  addHelp(program, end)
  return program
}

function addServers(program: Command, end: End): void {
  program
    .command('dev')
    .description('serve one person on one machine: no configuration, mail in the inbox, playground')
    .option(
      '-p, --port <port>',
      'port to listen on (default: 9999, or the next that is free)',
      portOf,
    )
    .option('--smtp-port <port>', 'port that takes mail of other programs (default: any)', portOf)
    .option('--db <file>', 'database file (default: .latchkey/dev.db)')
    .option('--memory', 'keep nothing: data and secrets are gone at the end')
    .addOption(new Option('--seed <people>', 'people to begin with').choices(['none', 'demo']))
    .option('--open', 'open the playground in a browser')
    .addHelpText(
      'after',
      examples([
        'latchkey dev --seed demo --open',
        'latchkey dev --memory --json',
        'latchkey dev --port 8888 --db /tmp/try.db',
      ]),
    )
    .action(async (flags, command) => {
      const { dev } = await import('./dev.ts')
      end(await dev(shellOf(command), flags))
    })
  program
    .command('serve', { isDefault: true })
    .description('serve one site in production, configured by GOTRUE_* and LATCHKEY_* variables')
    .option(
      '-p, --port <port>',
      'port to listen on (default: GOTRUE_API_PORT, PORT or 8081)',
      portOf,
    )
    .option('--host <address>', 'address to listen on (default: GOTRUE_API_HOST, or all)')
    .option('--check', 'check the configuration and start nothing')
    .addHelpText(
      'after',
      examples([
        'latchkey serve',
        'latchkey serve -c production.env',
        'latchkey serve --check --json',
      ]),
    )
    .action(async (flags, command) => {
      const { serve } = await import('./serve.ts')
      end(await serve(shellOf(command), flags))
    })
}

function addDatabase(program: Command, end: End): void {
  program
    .command('migrate')
    .description('bring the database’s schema up to date')
    .addHelpText(
      'after',
      examples([
        'latchkey migrate',
        'latchkey migrate -c production.env',
        'latchkey migrate --json',
      ]),
    )
    .action(async (_flags, command) => {
      const { migrate } = await import('./migrate.ts')
      end(await migrate(shellOf(command)))
    })
  const admin = program.command('admin').description('make and remove users in the database')
  const shared = (command: Command): Command =>
    command
      .option('-a, --aud <audience>', 'audience of the user (default: GOTRUE_JWT_AUD)')
      .option('-i, --instance_id <uuid>', 'site of the user (default: the only one)')
  shared(admin.command('createuser <email> <password> [role]'))
    .description('make a user; a password of - is read from standard input')
    .option('--confirm', 'the address counts as proven')
    .option('--superadmin', 'the user administers every audience')
    .option('--admin', 'the role is that of administrators, unless one is given')
    .addHelpText(
      'after',
      examples([
        'latchkey admin createuser ada@example.com - --admin --confirm',
        'latchkey admin createuser ben@example.com "$PASSWORD" editor',
        'latchkey admin createuser -a app cleo@example.com -',
      ]),
    )
    .action(async (email, password, role, flags, command) => {
      const { createUser } = await import('./admin.ts')
      end(await createUser(shellOf(command), [email, password, role], flags, readLine))
    })
  shared(admin.command('deleteuser <email-or-id>'))
    .description('remove a user with all sessions')
    .addHelpText(
      'after',
      examples([
        'latchkey admin deleteuser ada@example.com',
        'latchkey admin deleteuser 2f0c… --json',
        'latchkey admin deleteuser -a app ben@example.com',
      ]),
    )
    .action(async (emailOrId, flags, command) => {
      const { deleteUser } = await import('./admin.ts')
      end(await deleteUser(shellOf(command), emailOrId, flags))
    })
}

function addHelp(program: Command, end: End): void {
  program
    .command('config')
    .description('look at the configuration')
    .command('explain [name]')
    .description('what each option is, where that was said, and what it does; secrets by length')
    .option('--all', 'those at their default too')
    .addHelpText(
      'after',
      examples([
        'latchkey config explain',
        'latchkey config explain GOTRUE_JWT_EXP',
        'latchkey config explain --all --json',
      ]),
    )
    .action(async (name, flags, command) => {
      const { configExplain } = await import('./config-explain.ts')
      end(configExplain(shellOf(command), name ?? null, flags.all === true))
    })
  program
    .command('doctor')
    .description('check configuration, database, site, clock and mail, and say what to do')
    .addHelpText(
      'after',
      examples(['latchkey doctor', 'latchkey doctor -c production.env', 'latchkey doctor --json']),
    )
    .action(async (_flags, command) => {
      const { doctor } = await import('./doctor.ts')
      end(await doctor(shellOf(command)))
    })
  program
    .command('explain <code>')
    .description('what a problem’s code, a variable or a row number means')
    .addHelpText(
      'after',
      examples([
        'latchkey explain config_secret_short',
        'latchkey explain GOTRUE_SITE_URL',
        'latchkey explain Q-007',
      ]),
    )
    .action(async (code, _flags, command) => {
      const { explain } = await import('./explain.ts')
      end(explain(shellOf(command), code))
    })
  program
    .command('version')
    .description('print the version')
    .action((_flags, command) => shellOf(command).out(writeVersion(shellOf(command).json)))
}

function shellOf(command: Command): Shell {
  return nodeShell(command.optsWithGlobals<GlobalFlags>())
}

function portOf(text: string): string {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return text
  throw new InvalidArgumentError('A port is a number from 0 to 65535.')
}

function examples(lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  ${line}`).join('\n')}\n`
}

/** The first line of standard input, so that a password need not stand in a list of processes. */
async function readLine(): Promise<string> {
  const { createInterface } = await import('node:readline')
  for await (const line of createInterface({ input: process.stdin })) return line
  return ''
}
