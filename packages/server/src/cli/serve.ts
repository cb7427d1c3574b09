import type { Config } from '../config/config.ts'
import type { GivenFlag } from '../config/sources.ts'
import { DatabaseTrouble, databaseFinding, SchemaMismatch } from './database-finding.ts'
import { type ExitCode, exitCode } from './exit-code.ts'
import { isPortTrouble } from './free-port.ts'
import { runUntilStopped, type StopReporter, sleep } from './lifecycle.ts'
import { portFinding } from './port-finding.ts'
import { configOrExit } from './read-config.ts'
import { type Finding, writeMistakes } from './report.ts'
import type { Runtime, RuntimeOptions } from './runtime-contract.ts'
import type { Shell } from './shell.ts'

export interface ServeFlags {
  readonly port?: string
  readonly host?: string
  /** Only checks the configuration. */
  readonly check?: boolean
}

/** An orderly end takes at most this long, the drain delay included (REL-11). */
const deadline = 30_000

/** Serves one site in production until it is told to stop (server spec 9). */
export async function serve(shell: Shell, given: ServeFlags): Promise<ExitCode> {
  const config = configOrExit(shell, 'serve', { flags: flagsOf(given) })
  if (!config.granted) return config.reason
  if (given.check === true) {
    if (shell.json) shell.out(JSON.stringify({ ok: true, warnings: config.value.warnings }))
    else shell.say(`${shell.style.green('✓')} The configuration is sound. Nothing was started.`)
    return exitCode.done
  }
  const { startRuntime } = await import('./runtime.ts')
  const { value } = config
  const runtime = await startRuntime(value, optionsFor(shell, value)).catch((error: unknown) =>
    explainFailure(shell, value, error),
  )
  if (typeof runtime === 'number') return runtime
  const rules = { drainDelay: value.api.drainDelay * 1000, deadline, sleep }
  const end = runUntilStopped(runtime, rules, stopReporter(shell, runtime), process)
  shell.say(`${shell.style.green('✓')} Serving at ${runtime.url}`)
  return end
}

/** Flags in the place of the variables they stand for. */
export function flagsOf({ port, host }: ServeFlags): readonly GivenFlag[] {
  const flags: GivenFlag[] = []
  if (port !== undefined) flags.push({ flag: '--port', name: 'GOTRUE_API_PORT', value: port })
  if (host !== undefined) flags.push({ flag: '--host', name: 'GOTRUE_API_HOST', value: host })
  return flags
}

function optionsFor(shell: Shell, config: Config): RuntimeOptions {
  let isTold = false
  return {
    inbox: null,
    playground: false,
    logTo: 'stdout',
    watch: null,
    onWaiting: (error) => {
      if (isTold) return
      isTold = true
      const { what, where } = databaseFinding(error, config.database.address)
      shell.say(
        `${shell.style.yellow('▲')} ${what} (${where}). Trying again for ${config.database.bootTimeout} s.`,
      )
    },
  }
}

/** Says why a start failed, in words; what is not known is a defect and thrown on. */
export async function explainFailure(
  shell: Shell,
  config: Config,
  error: unknown,
): Promise<ExitCode> {
  const finding = await startFinding(config, error)
  if (finding === null) throw error
  if (shell.json) shell.out(JSON.stringify({ ok: false, problems: [finding] }))
  else shell.complain(writeMistakes(shell, 'starting', [finding]))
  return finding.code.startsWith('database_') ? exitCode.unreachable : exitCode.failed
}

async function startFinding(config: Config, error: unknown): Promise<Finding | null> {
  const { code, syscall } = error as NodeJS.ErrnoException
  if (syscall === 'listen' && isPortTrouble(code)) {
    return portFinding(code, config.api.host, config.api.port)
  }
  const isAboutDatabase = error instanceof DatabaseTrouble || error instanceof SchemaMismatch
  return isAboutDatabase ? databaseFinding(error, config.database.address) : null
}

/** Says on the way out what a person at the terminal should know (REL-12, REL-13). */
export function stopReporter(shell: Shell, runtime: Runtime): StopReporter {
  return {
    stopping: (why) => shell.say(`Stopping (${why}); a second signal ends at once.`),
    fault: (error) => runtime.logFault(error),
    forced: (abandoned) => {
      const list = abandoned.length === 0 ? 'nothing is known to be lost' : abandoned.join('; ')
      shell.complain(`${shell.style.red('✖')} Ended by force: ${list}.`)
    },
  }
}
