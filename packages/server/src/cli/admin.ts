import type { Config } from '../config/config.ts'
import type { Outcome } from '../kernel/outcome.ts'
import { nilUuid } from '../kernel/uuid.ts'
import { type ExitCode, exitCode } from './exit-code.ts'
import type { People } from './people.ts'
import { configOrExit } from './read-config.ts'
import { explainFailure } from './serve.ts'
import type { Shell } from './shell.ts'

/** Flags that both commands share, as GoTrue has them (server spec 9). */
export interface AdminFlags {
  readonly aud?: string
  readonly instance_id?: string
}

export interface CreateUserFlags extends AdminFlags {
  readonly confirm?: boolean
  readonly superadmin?: boolean
  readonly admin?: boolean
}

/** `admin createuser EMAIL PASSWORD [ROLE]`; a password of `-` is read from standard input. */
export async function createUser(
  shell: Shell,
  [email, password, role]: readonly [string, string, string?],
  flags: CreateUserFlags,
  readLine: () => Promise<string>,
): Promise<ExitCode> {
  const secret = password === '-' ? await readLine() : password
  return withPeople(shell, flags, 'Created', (people, config) =>
    people.create({
      email,
      password: secret,
      role: role ?? (flags.admin === true ? config.token.adminRole : ''),
      isConfirmed: flags.confirm === true || config.policy.autoconfirm,
      isSuperAdmin: flags.superadmin === true,
      roles: [],
      name: '',
    }),
  )
}

/** `admin deleteuser EMAIL_OR_ID`: by address first, else by id. */
export async function deleteUser(
  shell: Shell,
  emailOrId: string,
  flags: AdminFlags,
): Promise<ExitCode> {
  return withPeople(shell, flags, 'Deleted', (people) => people.remove(emailOrId))
}

async function withPeople(
  shell: Shell,
  flags: AdminFlags,
  done: string,
  act: (people: People, config: Config) => Promise<Outcome<string, string>>,
): Promise<ExitCode> {
  const instance = flags.instance_id ?? nilUuid
  if (instance !== nilUuid) {
    shell.complain(`This server has one site, whose instance id is ${nilUuid}; leave -i out.`)
    return exitCode.usage
  }
  const config = configOrExit(shell, 'serve')
  if (!config.granted) return config.reason
  const { openAdministration } = await import('./runtime.ts')
  try {
    const audience = flags.aud ?? config.value.token.audience
    const { people, close } = await openAdministration(config.value, audience)
    const outcome = await act(people, config.value)
    await close()
    return tell(shell, done, outcome)
  } catch (error) {
    return explainFailure(shell, config.value, error)
  }
}

const reasons: Readonly<Record<string, string>> = {
  email_taken: 'somebody has this address already',
  email_invalid: 'the address is not one',
  user_not_found: 'nobody has this address or id',
  password_too_long: 'the password is too long',
  password_unreadable: 'the password has characters that cannot be typed',
  email_provider_disabled: 'sign-in by address is switched off (GOTRUE_EXTERNAL_EMAIL_DISABLED)',
}

function tell(shell: Shell, done: string, outcome: Outcome<string, string>): ExitCode {
  if (shell.json) {
    const line = outcome.granted
      ? { ok: true, id: outcome.value }
      : { ok: false, code: outcome.reason }
    shell.out(JSON.stringify(line))
  } else if (outcome.granted) {
    shell.out(outcome.value)
    shell.say(`${shell.style.green('✓')} ${done}.`)
  } else {
    const why = reasons[outcome.reason] ?? outcome.reason
    shell.complain(`${shell.style.red('✖')} Not done: ${why}.`)
  }
  return outcome.granted ? exitCode.done : exitCode.failed
}
