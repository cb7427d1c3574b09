import type { Config } from '../config/config.ts'
import type { GivenFlag } from '../config/sources.ts'
import {
  DatabaseTrouble,
  databaseFinding,
  patienceFor,
  SchemaMismatch,
} from './database-finding.ts'
import { type ExitCode, exitCode } from './exit-code.ts'
import { isPortTrouble } from './free-port.ts'
import { runUntilStopped, type StopReporter, sleep, startOrSignal } from './lifecycle.ts'
import { portFinding } from './port-finding.ts'
import { configOrExit } from './read-config.ts'
import { type Finding, writeMistakes } from './report.ts'
import type { Runtime, RuntimeOptions } from './runtime-contract.ts'
import type { Shell } from './shell.ts'
import { wrap } from './style.ts'

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
  const { value } = config
  const runtime = await startUp(shell, value)
  if (typeof runtime === 'number') return runtime
  const rules = { drainDelay: value.api.drainDelay * 1000, deadline, sleep }
  const end = runUntilStopped(runtime, rules, stopReporter(shell, runtime), process)
  shell.say(`${shell.style.green('✓')} Serving at ${runtime.url}`)
  return end
}

/** A server that takes requests, or the code to end with. */
async function startUp(shell: Shell, config: Config): Promise<Runtime | ExitCode> {
  const { startRuntime } = await import('./runtime.ts')
  try {
    const started = await startOrSignal(startRuntime(config, optionsFor(shell, config)), process)
    if (typeof started !== 'string') return started
    shell.say(`Stopped (${started}) before it served anybody.`)
    return started === 'SIGTERM' ? exitCode.done : exitCode.interrupted
  } catch (error) {
    return explainFailure(shell, config, error)
  }
}

/** Flags in the place of the variables they stand for. */
export function flagsOf({ port, host }: ServeFlags): readonly GivenFlag[] {
  const flags: GivenFlag[] = []
  if (port !== undefined) flags.push({ flag: '--port', name: 'GOTRUE_API_PORT', value: port })
  if (host !== undefined) flags.push({ flag: '--host', name: 'GOTRUE_API_HOST', value: host })
  return flags
}

function optionsFor(shell: Shell, config: Config): RuntimeOptions {
  return {
    inbox: null,
    playground: false,
    logTo: 'stdout',
    watch: null,
    onWaiting: waitingReporter(shell, config),
  }
}

/** Says once for each reason why a start waits, and for what. */
function waitingReporter(
  { say, style, columns }: Shell,
  { database }: Config,
): (error: unknown) => void {
  let told = ''
  return (error) => {
    const { code, what, where, fix } = databaseFinding(error, database.address)
    if (code === told) return
    told = code
    const isForSomebody = patienceFor(error) === 'any'
    const until = isForSomebody
      ? `Waiting for: ${fix}`
      : `Trying again for ${database.bootTimeout} s.`
    const lines = wrap(`${what} (${where}). ${until}`, Math.min(columns, 100) - 4)
    say(`${style.yellow('▲')} ${lines.join('\n  ')}`)
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
