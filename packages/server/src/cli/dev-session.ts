import type { Config } from '../config/config.ts'
import { type Banner, writeBanner } from './dev-banner.ts'
import { type DevKey, listenToKeys } from './dev-keys.ts'
import type { DevFlags } from './dev-settings.ts'
import { type ExitCode, exitCode } from './exit-code.ts'
import { demoPassword, demoPeople, inviteFirstAdmin, seedDemo } from './first-run.ts'
import { runUntilStopped, type StopReporter, sleep } from './lifecycle.ts'
import type { LiveEvent } from './live-event.ts'
import { writeLiveEvent } from './live-log.ts'
import { openBrowser } from './open-browser.ts'
import type { Runtime, RuntimeOptions } from './runtime-contract.ts'
import type { Shell } from './shell.ts'
import { listenToSignals } from './signals.ts'
import { readVersion } from './version.ts'

export interface Session {
  readonly shell: Shell
  readonly flags: DevFlags
  readonly config: Config
  /** Path of the database as shown; `null`: in memory. */
  readonly data: string | null
  readonly isNewData: boolean
  /** Not the first session of this process. */
  readonly isRestart: boolean
  readonly note: string
}

export type SessionEnd =
  | { readonly kind: 'over'; readonly code: ExitCode }
  | { readonly kind: 'restart' | 'reset' }

/** One run of a development server, from its start to a signal or a key. */
export async function runSession(session: Session): Promise<SessionEnd> {
  const { shell, flags, config } = session
  const started = session.isRestart ? performance.now() : 0
  let isAnnounced = false
  const watch = (event: LiveEvent): void => {
    if (isAnnounced) shell.say(writeLiveEvent(shell.style, event))
  }
  const { startRuntime } = await import('./runtime.ts')
  const runtime = await startRuntime(config, optionsOf(flags, shell.json ? null : watch))
  const firstAdmin = await inviteFirstAdmin(runtime)
  if (flags.seed === 'demo') await seedDemo(runtime.people)
  const banner = bannerOf(session, runtime, firstAdmin, performance.now() - started)
  // Whoever reads that it is ready may end it at once, so it listens to signals before it says so.
  const end = untilEnd(session, runtime, banner)
  if (shell.json) shell.out(readyLine(config, runtime, firstAdmin))
  else shell.say(writeBanner(shell.style, banner, session.isNewData))
  isAnnounced = true
  if (flags.open === true && !session.isRestart) await openBrowser(`${runtime.url}/`)
  return end
}

function optionsOf(flags: DevFlags, watch: RuntimeOptions['watch']): RuntimeOptions {
  return {
    inbox: { smtpPort: Number(flags.smtpPort ?? 0) },
    playground: true,
    logTo: 'stderr',
    watch,
    onWaiting: () => undefined,
  }
}

/** The one line that tools and tests read (decisions 4). What does not exist yet is `null`. */
function readyLine(config: Config, { url }: Runtime, firstAdmin: string | null): string {
  const operatorToken = config.secrets.operator.reveal()
  return JSON.stringify({
    ready: true,
    url,
    netlify: `${url}${netlifyPathOf(config)}`,
    supabase: null,
    inbox: `${url}/_/inbox`,
    console: null,
    firstAdmin,
    serviceToken: operatorToken,
    operatorToken,
  })
}

/** The path that Netlify's clients are given; the longest one reads best. */
function netlifyPathOf({ api }: Config): string {
  const [longest = '/'] = [...api.netlifyPaths].sort((one, other) => other.length - one.length)
  return longest === '/' ? '' : longest
}

function bannerOf(
  { shell, flags, config, data, isNewData, note }: Session,
  runtime: Runtime,
  firstAdmin: string | null,
  milliseconds: number,
): Banner {
  const titles = ['administrator', 'editor', 'unconfirmed']
  const people = demoPeople.map(({ email }, index) => `${email} (${titles[index]})`)
  return {
    version: readVersion(),
    milliseconds: Math.round(milliseconds),
    url: runtime.url,
    netlifyPath: netlifyPathOf(config),
    smtpPort: runtime.smtpPort,
    data,
    isNewData,
    signUp: config.policy.signUpDisabled ? 'closed' : 'open',
    confirmsByMail: !config.policy.autoconfirm,
    firstAdmin,
    demo: flags.seed === 'demo' ? { people: people.join(' · '), password: demoPassword } : null,
    note,
    hasKeys: shell.isTerminal,
  }
}

/** An orderly end of a development server needs no time for a proxy to notice. */
const rules = { drainDelay: 0, deadline: 10_000, sleep }

async function untilEnd(session: Session, runtime: Runtime, banner: Banner): Promise<SessionEnd> {
  const { shell } = session
  const signals = listenToSignals(process)
  let next: 'restart' | 'reset' | null = null
  const onEnd = (kind: 'restart' | 'reset' | 'quit'): void => {
    next = kind === 'quit' ? null : kind
    signals.emitter.emit('SIGINT')
  }
  const hasKeys = shell.isTerminal && !shell.json
  const release = hasKeys ? listenToKeys(process.stdin, keyHandler(shell, banner, onEnd)) : null
  const code = await runUntilStopped(runtime, rules, reporterOf(shell, runtime), signals.emitter)
  release?.()
  signals.release()
  if (next !== null) return { kind: next }
  return { kind: 'over', code: code === exitCode.interrupted ? exitCode.done : code }
}

function reporterOf(shell: Shell, runtime: Runtime): StopReporter {
  return {
    stopping: () => undefined,
    fault: (error) => runtime.logFault(error),
    forced: (abandoned) => shell.complain(['Ended by force', ...abandoned].join(': ')),
  }
}

/** How long a second press of the reset key confirms the first, in milliseconds. */
const confirmation = 3_000

function keyHandler(
  shell: Shell,
  banner: Banner,
  onEnd: (kind: 'restart' | 'reset' | 'quit') => void,
): (key: DevKey) => void {
  let resetAsked = Number.NEGATIVE_INFINITY
  const acts: Readonly<Record<DevKey, () => void>> = {
    open: () => void openBrowser(`${banner.url}/`),
    inbox: () => void openBrowser(`${banner.url}/_/inbox`),
    help: () => shell.say(writeBanner(shell.style, banner, true)),
    restart: () => onEnd('restart'),
    quit: () => onEnd('quit'),
    reset: () => {
      const isSure = performance.now() - resetAsked < confirmation
      if (isSure) return onEnd('reset')
      resetAsked = performance.now()
      const what = banner.data ?? 'the data in memory'
      shell.say(`  ${shell.style.yellow('▲')} Press x once more to delete everything in ${what}.`)
    },
  }
  return (key) => acts[key]()
}
