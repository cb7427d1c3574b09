import { type Command, Option } from 'commander'
import { nearest } from '../../config/names.ts'
import { type End, examples, readPort, shellOf } from './shared.ts'

export function addDev(program: Command, end: End): void {
  const lines = examples(
    'latchkey dev --seed demo --open',
    'latchkey dev --memory --json',
    'latchkey dev --port 8888 --db /tmp/try.db',
  )
  program
    .command('dev')
    .description('serve one person on one machine: no configuration, mail in the inbox, playground')
    .option('-p, --port <port>', 'port (default: 9999, or the next that is free)', readPort)
    .option('--smtp-port <port>', 'port that takes mail of other programs (default: any)', readPort)
    .option('--db <file>', 'database file (default: .latchkey/dev.db)')
    .option('--memory', 'keep nothing: data and secrets are gone at the end')
    .addOption(new Option('--seed <people>', 'people to begin with').choices(['none', 'demo']))
    .option('--open', 'open the playground in a browser')
    .addHelpText('after', lines)
    .action(async (flags, command) => {
      const { dev } = await import('../dev.ts')
      end(await dev(shellOf(command), flags))
    })
}

export function addServe(program: Command, end: End): void {
  const lines = examples(
    'latchkey serve',
    'latchkey serve -c production.env',
    'latchkey serve --check --json',
  )
  program
    .command('serve', { isDefault: true })
    .description('serve one site in production, configured by GOTRUE_* and LATCHKEY_* variables')
    .option('-p, --port <port>', 'port (default: GOTRUE_API_PORT, PORT or 8081)', readPort)
    .option('--host <address>', 'address to listen on (default: GOTRUE_API_HOST, or all)')
    .option('--check', 'check the configuration and start nothing')
    .addHelpText('after', lines)
    .allowExcessArguments()
    .action(async (flags, command: Command) => {
      refuseOperands(program, command)
      const { serve } = await import('../serve.ts')
      end(await serve(shellOf(command), flags))
    })
}

/** To serve is what is done without a command, so that a misspelt one arrives as an argument here. */
function refuseOperands(program: Command, { args: [word] }: Command): void {
  if (word === undefined) return
  const known = program.commands.map((each) => each.name())
  const near = nearest(word, known)
  const hint = near === null ? '' : `\n(Did you mean ${near}?)`
  program.error(`error: unknown command '${word}'${hint}`)
}
