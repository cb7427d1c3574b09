import type { Command } from 'commander'
import { type End, examples, shellOf } from './shared.ts'

export function addMigrate(program: Command, end: End): void {
  const lines = examples(
    'latchkey migrate',
    'latchkey migrate -c production.env',
    'latchkey migrate --json',
  )
  program
    .command('migrate')
    .description('bring the database’s schema up to date')
    .addHelpText('after', lines)
    .action(async (_flags, command) => {
      const { migrate } = await import('../migrate.ts')
      end(await migrate(shellOf(command)))
    })
}

/** GoTrue's two commands, with its flags (server spec 9). */
export function addAdmin(program: Command, end: End): void {
  const admin = program.command('admin').description('make and remove users in the database')
  addCreateUser(admin, end)
  addDeleteUser(admin, end)
}

function addCreateUser(admin: Command, end: End): void {
  const lines = examples(
    'latchkey admin createuser ada@example.com - --admin --confirm',
    'latchkey admin createuser ben@example.com "$PASSWORD" editor',
    'latchkey admin createuser -a app cleo@example.com -',
  )
  addPlace(admin.command('createuser <email> <password> [role]'))
    .description('make a user; a password of - is read from standard input')
    .option('--confirm', 'the address counts as proven')
    .option('--superadmin', 'the user administers every audience')
    .option('--admin', 'the role is that of administrators, unless one is given')
    .addHelpText('after', lines)
    .action(async (email, password, role, flags, command) => {
      const { createUser } = await import('../admin.ts')
      end(await createUser(shellOf(command), [email, password, role], flags, readLine))
    })
}

function addDeleteUser(admin: Command, end: End): void {
  const lines = examples(
    'latchkey admin deleteuser ada@example.com',
    'latchkey admin deleteuser 5f0c7c3e-7d1b-4c1c-9d0e-2b6f5a1e8c44',
    'latchkey admin deleteuser -a app ben@example.com',
  )
  addPlace(admin.command('deleteuser <email-or-id>'))
    .description('remove a user with all sessions')
    .addHelpText('after', lines)
    .action(async (emailOrId, flags, command) => {
      const { deleteUser } = await import('../admin.ts')
      end(await deleteUser(shellOf(command), emailOrId, flags))
    })
}

function addPlace(command: Command): Command {
  return command
    .option('-a, --aud <audience>', 'audience of the user (default: GOTRUE_JWT_AUD)')
    .option('-i, --instance_id <uuid>', 'site of the user (default: the only one)')
}

/** The first line of standard input, so that a password need not stand in a list of processes. */
async function readLine(): Promise<string> {
  const { createInterface } = await import('node:readline')
  for await (const line of createInterface({ input: process.stdin })) return line
  return ''
}
