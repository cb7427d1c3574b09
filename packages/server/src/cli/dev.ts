import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Config } from '../config/config.ts'
import type { Outcome } from '../kernel/outcome.ts'
import { type ChosenPort, choosePort } from './dev-port.ts'
import { runSession } from './dev-session.ts'
import { choosePlace, type DevFlags, type DevPlace } from './dev-settings.ts'
import { type ExitCode, exitCode } from './exit-code.ts'
import { circumstanceTexts } from './problem-texts.ts'
import { configOrExit, readConfig } from './read-config.ts'
import { type Finding, writeMistakes } from './report.ts'
import { explainFailure } from './serve.ts'
import type { Shell } from './shell.ts'

/**
 * Serves one person on one machine without any configuration: SQLite under `.latchkey/`, secrets made
 * once and kept there, mail in the inbox, the playground at `/` (decisions 4, UX 4.2).
 */
export async function dev(shell: Shell, flags: DevFlags): Promise<ExitCode> {
  const place = await choosePlace(shell, flags)
  if (!place.granted) return refuse(shell, unreadableSecrets(place.reason), exitCode.configuration)
  const port = await portFor(shell, flags, place.value)
  if (!port.granted) return refuse(shell, port.reason, exitCode.failed)
  const config = configOrExit(shell, 'dev', place.value.additions(port.value.port))
  if (!config.granted) return config.reason
  const unused = unusedNames(shell)
  if (unused.length > 0)
    shell.say(`${unused.join(' and ')} not used: dev keeps its own data and mail.`)
  return runUntilQuit(shell, flags, config.value, place.value.data, port.value.note)
}

/** Runs sessions one after another: restarting and resetting begin a new one in the same process. */
async function runUntilQuit(
  shell: Shell,
  flags: DevFlags,
  config: Config,
  data: string | null,
  note: string,
): Promise<ExitCode> {
  const file = data === null ? null : resolve(shell.folder, data)
  for (let isRestart = false; ; isRestart = true) {
    const isNewData = file === null || !existsSync(file)
    const session = { shell, flags, config, data, isNewData, isRestart, note }
    try {
      const end = await runSession(session)
      if (end.kind === 'over') return end.code
      if (end.kind === 'reset' && file !== null) await removeDatabase(file)
    } catch (error) {
      return explainFailure(shell, config, error)
    }
  }
}

/** SQLite keeps two files beside its database while it is open, or after a crash. */
async function removeDatabase(file: string): Promise<void> {
  for (const suffix of ['', '-wal', '-shm']) await rm(`${file}${suffix}`, { force: true })
}

async function portFor(
  shell: Shell,
  flags: DevFlags,
  place: DevPlace,
): Promise<Outcome<ChosenPort, Finding>> {
  const loaded = readConfig(shell, 'dev', place.additions(null))
  const api = loaded.granted && loaded.value.outcome.granted ? loaded.value.outcome.value.api : null
  // Mistakes are told by whoever reads the configuration next; until then any port will do.
  if (api === null) return choosePort('127.0.0.1', 0, false)
  return choosePort(api.host, api.port, flags.port !== undefined)
}

/** Variables of production that a development server must never follow. */
function unusedNames({ environment }: Shell): readonly string[] {
  const names = ['DATABASE_URL', 'GOTRUE_DB_DATABASE_URL', 'GOTRUE_SMTP_HOST']
  return names.filter((name) => environment[name] !== undefined)
}

function unreadableSecrets(path: string): Finding {
  const { title, why, fix } = circumstanceTexts.secrets_unreadable
  return { code: 'secrets_unreadable', name: '', where: path, what: title, why, fix }
}

function refuse(shell: Shell, finding: Finding, code: ExitCode): ExitCode {
  if (shell.json) shell.out(JSON.stringify({ ok: false, problems: [finding] }))
  else shell.complain(writeMistakes(shell, 'starting', [finding]))
  return code
}
