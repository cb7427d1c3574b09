import type { Checked, Draft } from './checks.ts'
import type { Mode } from './config.ts'
import { isOurs, knownName, nearestName } from './names.ts'
import { findOption, placedOptions } from './options.ts'
import type { Problem } from './problem.ts'
import { problem } from './problem-at.ts'

/** What works but deserves a look, in the order in which it matters. */
export function warningsOf(checked: Checked, mode: Mode): readonly Problem[] {
  return [
    ...weakerRows(checked),
    ...shortTokens(checked),
    ...laterProviders(checked),
    ...(mode === 'serve' ? productionWarnings(checked) : exposure(checked)),
    ...nameWarnings(checked),
  ]
}

/** One warning for all rows whose exact value makes the server weaker (profiles 1.6). */
function weakerRows({ profile, readingOf }: Checked): readonly Problem[] {
  const rows = placedOptions.flatMap(({ option }) => {
    const reading = readingOf(option.name)
    if (!option.weakens || option.fallback === null || reading === null) return []
    const isChosen = reading.found !== null || profile === 'exact'
    const [value, exact, safe] = [reading.value, option.fallback.exact, option.fallback.safe].map(
      (each) => JSON.stringify(each),
    )
    return isChosen && value === exact && value !== safe ? [option.row] : []
  })
  if (rows.length === 0) return []
  const where = readingOf('LATCHKEY_PROFILE')?.found?.where ?? 'single switches'
  const what = `The server is weaker by ${[...new Set(rows)].sort().join(', ')}`
  return [problem('config_profile_weaker', { name: 'LATCHKEY_PROFILE', where, what })]
}

function shortTokens({ draft, readingOf }: Checked): readonly Problem[] {
  const lifetime = draft.token.lifetime
  if (lifetime === undefined || lifetime >= 300) return []
  const name = 'GOTRUE_JWT_EXP'
  const where = readingOf(name)?.found?.where ?? ''
  return [
    problem('config_jwt_exp_short', { name, where, what: `${name} is only ${lifetime} seconds` }),
  ]
}

function laterProviders({ readingOf }: Checked): readonly Problem[] {
  return placedOptions.flatMap(({ group, option }) => {
    const reading = readingOf(option.name)
    if (group !== 'providers' || reading?.value !== true) return []
    const what = `${option.name} is on, but signing in through a provider is not served yet`
    return [
      problem('config_provider_later', {
        name: option.name,
        where: reading.found?.where ?? '',
        what,
      }),
    ]
  })
}

function productionWarnings({ draft }: Checked): readonly Problem[] {
  const warnings: Problem[] = []
  const warn = (code: Problem['code'], name: string, what: string): void => {
    warnings.push(problem(code, { name, where: '', what }))
  }
  if (draft.secrets.latchkey === null) {
    warn('config_secret_derived', 'LATCHKEY_SECRET', 'LATCHKEY_SECRET is not set')
  }
  if (draft.mail.host === '' && draft.mail.autoconfirm === false) {
    warn('config_mail_absent', 'GOTRUE_SMTP_HOST', 'GOTRUE_SMTP_HOST is not set, so no mail leaves')
  }
  if (draft.mail.insecure === true) {
    warn('config_mail_unencrypted', 'LATCHKEY_SMTP_INSECURE', 'LATCHKEY_SMTP_INSECURE is on')
  }
  const url = URL.parse(draft.site.url ?? '')
  if (url?.protocol === 'http:' && !isLoopback(url.hostname)) {
    warn(
      'config_site_url_http',
      'GOTRUE_SITE_URL',
      `GOTRUE_SITE_URL is http, not https: ${url.host}`,
    )
  }
  return warnings
}

function exposure({ draft, readingOf }: Checked): readonly Problem[] {
  if (!isExposed(draft)) return []
  const name = 'GOTRUE_API_HOST'
  const where = readingOf(name)?.found?.where ?? ''
  const what = 'The development server listens beyond this machine'
  return [problem('config_dev_exposed', { name, where, what })]
}

/** Whether others than this machine can reach the server. */
export function isExposed({ api }: Draft): boolean {
  const host = api.host ?? ''
  return !isLoopback(host.includes(':') ? `[${host}]` : host)
}

/** Whether a host name of a URL is this machine. */
function isLoopback(hostname: string): boolean {
  return /^(?:localhost|.*\.localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(hostname)
}

function nameWarnings({ variables }: Checked): readonly Problem[] {
  return variables.names.flatMap((name): readonly Problem[] => {
    const found = variables.get(name)
    if (found === null) return []
    const known = knownName(name)
    const isPlainDotenv = known !== null && found.where !== 'environment'
    if (!(isOurs(name) || isPlainDotenv) || findOption(name) !== null) return []
    if (known !== null) {
      const code = known.kind === 'later' ? 'config_name_later' : 'config_name_ineffective'
      return [problem(code, { ...found, what: `${name} has no effect: ${known.note}` })]
    }
    const nearest = nearestName(name)
    const fix = nearest === null ? 'remove it' : `${nearest} is the nearest known name`
    return [problem('config_name_unknown', { ...found, what: `${name} is unknown`, fix })]
  })
}
