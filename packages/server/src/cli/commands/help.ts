import type { Command } from 'commander'
import { writeVersion } from '../version.ts'
import { type End, examples, shellOf } from './shared.ts'

export function addConfig(program: Command, end: End): void {
  const lines = examples(
    'latchkey config explain',
    'latchkey config explain GOTRUE_JWT_EXP',
    'latchkey config explain --all --json',
  )
  program
    .command('config')
    .description('look at the configuration')
    .command('explain [name]')
    .description('what each option is, where that was said, and what it does; secrets by length')
    .option('--all', 'those at their default too')
    .addHelpText('after', lines)
    .action(async (name, flags, command) => {
      const { configExplain } = await import('../config-explain.ts')
      end(configExplain(shellOf(command), name ?? null, flags.all === true))
    })
}

export function addDoctor(program: Command, end: End): void {
  const lines = examples(
    'latchkey doctor',
    'latchkey doctor -c production.env',
    'latchkey doctor --json',
  )
  program
    .command('doctor')
    .description('check configuration, database, site, clock and mail, and say what to do')
    .addHelpText('after', lines)
    .action(async (_flags, command) => {
      const { doctor } = await import('../doctor.ts')
      end(await doctor(shellOf(command)))
    })
}

export function addExplain(program: Command, end: End): void {
  const lines = examples(
    'latchkey explain config_secret_short',
    'latchkey explain GOTRUE_SITE_URL',
    'latchkey explain Q-007',
  )
  program
    .command('explain <code>')
    .description('what a problem’s code, a variable or a row number means')
    .addHelpText('after', lines)
    .action(async (code, _flags, command) => {
      const { explain } = await import('../explain.ts')
      end(explain(shellOf(command), code))
    })
}

export function addVersion(program: Command): void {
  program
    .command('version')
    .description('print the version')
    .action((_flags, command) => {
      const shell = shellOf(command)
      shell.out(writeVersion(shell.json))
    })
}
