import type { Config } from '../config/config.ts'
import { describeAddress } from '../config/database-url.ts'
import { checkSite } from './check-site.ts'
import { DatabaseTrouble, databaseFinding, SchemaMismatch } from './database-finding.ts'
import { type Diagnosis, type Ill, ill, sound } from './doctor-finding.ts'
import { type ExitCode, exitCode } from './exit-code.ts'
import { readConfig } from './read-config.ts'
import type { Finding } from './report.ts'
import type { Shell } from './shell.ts'
import { harmless, wrap } from './style.ts'

/** Looks at everything a start depends on and says what to do about each thing that is not well. */
export async function doctor(shell: Shell): Promise<ExitCode> {
  const loaded = readConfig(shell, 'serve')
  if (!loaded.granted) return tell(shell, [asIll('error', loaded.reason)])
  const { outcome, warnings } = loaded.value
  const cautions = warnings.map((warning) => asIll('warning', warning))
  if (!outcome.granted) {
    return tell(shell, [...outcome.reason.map((each) => asIll('error', each)), ...cautions])
  }
  const config = outcome.value
  const [database, site, mail] = await Promise.all([
    checkDatabase(config),
    checkSite(config.site.url),
    checkMail(config),
  ])
  const start = sound('The configuration is sound')
  return tell(shell, [start, ...cautions, ...database, ...site, ...mail, ...checkProxies(config)])
}

async function checkDatabase(config: Config): Promise<readonly Diagnosis[]> {
  const { openDatabase } = await import('./runtime.ts')
  const { address } = config.database
  const where = describeAddress(address)
  try {
    const database = await openDatabase(config)
    const state = await database.state()
    await database.close()
    const reached = sound(`The database answers: ${database.version}`)
    if (state === 'current') return [reached, sound('The schema is up to date')]
    if (state === 'newer') return [reached, ill('error', 'database_newer', { where })]
    // A start brings it up to date by itself, or waits until somebody has.
    const severity = config.database.migrate === 'auto' ? 'note' : 'error'
    return [reached, ill(severity, 'database_older', { where })]
  } catch (error) {
    if (!(error instanceof DatabaseTrouble || error instanceof SchemaMismatch)) throw error
    return [asIll('error', databaseFinding(error, address))]
  }
}

async function checkMail({ mail }: Config): Promise<readonly Diagnosis[]> {
  if (mail.host === '') return []
  const { checkSmtp } = await import('../mail/check-smtp.ts')
  const { host, port, user, insecure } = mail
  const trouble = await checkSmtp({ host, port, user, password: mail.password.reveal(), insecure })
  const where = `${host}:${port}`
  if (trouble === null) return [sound(`The mail server takes mail at ${where}`)]
  const why = `it said: ${harmless(trouble.words)}`
  return [ill('error', `mail_${trouble.kind}`, { where, why })]
}

function checkProxies({ api, profile }: Config): readonly Diagnosis[] {
  if (api.trustedProxies.length > 0 || profile === 'exact') return []
  return [ill('note', 'proxy_unknown', { where: 'LATCHKEY_TRUSTED_PROXIES' })]
}

function asIll(severity: Ill['severity'], finding: Finding): Ill {
  return { severity, ...finding }
}

function tell(shell: Shell, diagnoses: readonly Diagnosis[]): ExitCode {
  if (shell.json) shell.out(JSON.stringify({ ok: !diagnoses.some(isError), findings: diagnoses }))
  else for (const diagnosis of diagnoses) shell.out(write(shell, diagnosis))
  const errors = diagnoses.filter(isError)
  if (!shell.json) shell.say(`\n${summaryOf(diagnoses)}`)
  if (errors.length === 0) return exitCode.done
  if (errors.some(({ code }) => code.startsWith('config_'))) return exitCode.configuration
  const isAway = errors.some(({ code }) => code.startsWith('database_'))
  return isAway ? exitCode.unreachable : exitCode.failed
}

function isError(diagnosis: Diagnosis): diagnosis is Ill {
  return diagnosis.severity === 'error'
}

function write(shell: Shell, diagnosis: Diagnosis): string {
  const { style } = shell
  if (diagnosis.severity === 'ok') return `${style.green('✓')} ${harmless(diagnosis.what)}`
  const marks = {
    note: style.cyan('·'),
    warning: style.yellow('▲'),
    error: style.red('✖'),
  } as const
  const { what, where, why, fix, code } = diagnosis
  const width = Math.min(shell.columns, 100) - 10
  const part = (label: string, text: string) =>
    wrap(text, width).map((line, index) => `    ${index === 0 ? label : '   '}   ${line}`)
  const ways = fix
    .split('\n')
    .flatMap((way, index) => part(index === 0 ? style.green('Fix') : 'or ', way))
  return [
    `${marks[diagnosis.severity]} ${style.bold(harmless(what))}  ${style.dim(code)}`,
    ...(where === '' ? [] : [`    ${style.cyan(where)}`]),
    ...part(style.dim('Why'), why),
    ...ways,
  ].join('\n')
}

function summaryOf(diagnoses: readonly Diagnosis[]): string {
  const count = (severity: Diagnosis['severity'], one: string, many: string) => {
    const found = diagnoses.filter((each) => each.severity === severity).length
    return found === 0 ? [] : [`${found} ${found === 1 ? one : many}`]
  }
  const parts = [
    ...count('ok', 'is well', 'are well'),
    ...count('note', 'note', 'notes'),
    ...count('warning', 'warning', 'warnings'),
    ...count('error', 'problem', 'problems'),
  ]
  return `${parts.join(', ')}.   More: latchkey explain CODE`
}
