import { describe, expect, it } from 'vitest'
import { leastEnvironment, loadWith, strongSecrets } from '../../test/support/configuration.ts'
import type { MistakeCode, Problem } from './problem.ts'

type Changes = Readonly<Record<string, string | undefined>>

/** Title, what is changed on a good configuration, and the one mistake that must be told. */
const table: readonly (readonly [string, Changes, MistakeCode, string])[] = [
  ['no site URL', { GOTRUE_SITE_URL: undefined }, 'config_missing', 'GOTRUE_SITE_URL'],
  ['no JWT secret', { GOTRUE_JWT_SECRET: undefined }, 'config_missing', 'GOTRUE_JWT_SECRET'],
  [
    'no operator token',
    { GOTRUE_OPERATOR_TOKEN: undefined },
    'config_missing',
    'GOTRUE_OPERATOR_TOKEN',
  ],
  ['no database', { DATABASE_URL: undefined }, 'config_missing', 'GOTRUE_DB_DATABASE_URL'],
  [
    'a relative site URL',
    { GOTRUE_SITE_URL: 'acme.example' },
    'config_site_url_relative',
    'GOTRUE_SITE_URL',
  ],
  ['an empty site URL', { GOTRUE_SITE_URL: '' }, 'config_empty', 'GOTRUE_SITE_URL'],
  [
    'a site URL with a query',
    { GOTRUE_SITE_URL: 'https://a.example/?x' },
    'config_url',
    'GOTRUE_SITE_URL',
  ],
  ['a port that is a word', { PORT: 'http' }, 'config_number', 'PORT'],
  ['a port out of range', { GOTRUE_API_PORT: '70000' }, 'config_number', 'GOTRUE_API_PORT'],
  ['an empty port', { PORT: '' }, 'config_empty', 'PORT'],
  ['an empty boolean', { GOTRUE_DISABLE_SIGNUP: '' }, 'config_empty', 'GOTRUE_DISABLE_SIGNUP'],
  [
    'a boolean in words',
    { GOTRUE_DISABLE_SIGNUP: 'yes' },
    'config_boolean',
    'GOTRUE_DISABLE_SIGNUP',
  ],
  [
    'a duration without sense',
    { GOTRUE_SMTP_MAX_FREQUENCY: 'soon' },
    'config_duration',
    'GOTRUE_SMTP_MAX_FREQUENCY',
  ],
  [
    'a duration in days',
    { GOTRUE_MAILER_RECOVERY_MAX_AGE: '1d' },
    'config_duration',
    'GOTRUE_MAILER_RECOVERY_MAX_AGE',
  ],
  [
    'an empty duration',
    { GOTRUE_MAILER_INVITE_MAX_AGE: '' },
    'config_empty',
    'GOTRUE_MAILER_INVITE_MAX_AGE',
  ],
  [
    'a duration out of range',
    { LATCHKEY_DRAIN_DELAY: '5m' },
    'config_duration',
    'LATCHKEY_DRAIN_DELAY',
  ],
  ['seconds as a duration', { GOTRUE_JWT_EXP: '1h' }, 'config_number', 'GOTRUE_JWT_EXP'],
  ['Q-075 tokens of 30 s', { GOTRUE_JWT_EXP: '30' }, 'config_jwt_exp_range', 'GOTRUE_JWT_EXP'],
  [
    'Q-075 tokens of two days',
    { GOTRUE_JWT_EXP: '172800' },
    'config_jwt_exp_range',
    'GOTRUE_JWT_EXP',
  ],
  [
    'Q-076 a sample secret',
    { GOTRUE_JWT_SECRET: 'testsecret' },
    'config_secret_sample',
    'GOTRUE_JWT_SECRET',
  ],
  [
    'SEC-47 a secret of 31 bytes',
    { GOTRUE_JWT_SECRET: strongSecrets.GOTRUE_JWT_SECRET.slice(1) },
    'config_secret_short',
    'GOTRUE_JWT_SECRET',
  ],
  ['SEC-47 an empty secret', { GOTRUE_JWT_SECRET: '' }, 'config_secret_short', 'GOTRUE_JWT_SECRET'],
  [
    'SEC-47 a secret of one letter',
    { LATCHKEY_SECRET: 'x'.repeat(64) },
    'config_secret_guessable',
    'LATCHKEY_SECRET',
  ],
  [
    'SEC-47 a short operator token',
    { GOTRUE_OPERATOR_TOKEN: 'k3Wq9' },
    'config_secret_short',
    'GOTRUE_OPERATOR_TOKEN',
  ],
  [
    'SEC-47 one secret for two roles',
    { GOTRUE_OPERATOR_TOKEN: strongSecrets.GOTRUE_JWT_SECRET },
    'config_secret_shared',
    'GOTRUE_OPERATOR_TOKEN',
  ],
  [
    'SEC-98 the JWT secret as hook secret',
    { GOTRUE_WEBHOOK_SECRET: strongSecrets.GOTRUE_JWT_SECRET },
    'config_secret_shared',
    'GOTRUE_WEBHOOK_SECRET',
  ],
  [
    'SEC-43 a public key as secret',
    { GOTRUE_JWT_SECRET: '-----BEGIN PUBLIC KEY-----MCowBQYDK2VwAyEA' },
    'config_secret_public',
    'GOTRUE_JWT_SECRET',
  ],
  [
    'a secret given twice',
    { GOTRUE_JWT_SECRET_FILE: '/run/secrets/jwt' },
    'config_two_sources',
    'GOTRUE_JWT_SECRET',
  ],
  [
    'a secret file that is missing',
    { LATCHKEY_SECRET: undefined, LATCHKEY_SECRET_FILE: '/run/none' },
    'config_file_missing',
    'LATCHKEY_SECRET_FILE',
  ],
  ['an unknown engine', { GOTRUE_DB_DRIVER: 'oracle' }, 'config_choice', 'GOTRUE_DB_DRIVER'],
  [
    'an engine that the URL denies',
    { GOTRUE_DB_DRIVER: 'mysql', DATABASE_URL: 'postgres://u:p@db/x' },
    'config_database_engine',
    'DATABASE_URL',
  ],
  [
    'an unreadable database URL',
    { GOTRUE_DB_DRIVER: 'mysql', DATABASE_URL: 'db.example' },
    'config_database_url',
    'DATABASE_URL',
  ],
  [
    'a database of Cloud SQL',
    { DATABASE_URL: 'u:p@cloudsql(a:b:c)/x' },
    'config_database_url',
    'DATABASE_URL',
  ],
  [
    'a namespace with a dash',
    { GOTRUE_DB_NAMESPACE: 'my-site' },
    'config_identifier',
    'GOTRUE_DB_NAMESPACE',
  ],
  ['an unknown migration mode', { LATCHKEY_MIGRATE: 'yes' }, 'config_choice', 'LATCHKEY_MIGRATE'],
  ['an unknown profile', { LATCHKEY_PROFILE: 'strict' }, 'config_choice', 'LATCHKEY_PROFILE'],
  [
    'a switch that is no profile',
    { LATCHKEY_SIGNUP_HIDE_EXISTING: 'true' },
    'config_choice',
    'LATCHKEY_SIGNUP_HIDE_EXISTING',
  ],
  [
    'a limit of another switch',
    { LATCHKEY_LOGIN_LIMITS: 'mail_by_site:off' },
    'config_limit',
    'LATCHKEY_LOGIN_LIMITS',
  ],
  [
    'an origin that is a pattern',
    { LATCHKEY_CORS_ORIGINS: 'https://*.acme.example' },
    'config_origin',
    'LATCHKEY_CORS_ORIGINS',
  ],
  [
    'a proxy by name',
    { LATCHKEY_TRUSTED_PROXIES: 'proxy.internal' },
    'config_address',
    'LATCHKEY_TRUSTED_PROXIES',
  ],
  [
    'a list with a hole',
    { LATCHKEY_JWT_AUDIENCES: 'a,,b' },
    'config_list',
    'LATCHKEY_JWT_AUDIENCES',
  ],
  ['no face at all', { LATCHKEY_NETLIFY_PATHS: '' }, 'config_no_face', 'LATCHKEY_NETLIFY_PATHS'],
  [
    'a mount path with a slash at its end',
    { LATCHKEY_NETLIFY_PATHS: '/identity/' },
    'config_path',
    'LATCHKEY_NETLIFY_PATHS',
  ],
  [
    'a cookie name with a blank',
    { GOTRUE_COOKIE_KEY: 'my cookie' },
    'config_cookie_name',
    'GOTRUE_COOKIE_KEY',
  ],
  [
    'a header name with a colon',
    { GOTRUE_RATE_LIMIT_HEADER: 'X-Ip:' },
    'config_header_name',
    'GOTRUE_RATE_LIMIT_HEADER',
  ],
  [
    'mail without a sender',
    { GOTRUE_SMTP_ADMIN_EMAIL: undefined },
    'config_mail_sender',
    'GOTRUE_SMTP_ADMIN_EMAIL',
  ],
  [
    'a sender that is no address',
    { GOTRUE_SMTP_ADMIN_EMAIL: 'Acme' },
    'config_mail_address',
    'GOTRUE_SMTP_ADMIN_EMAIL',
  ],
  [
    'a line break in a subject',
    { GOTRUE_MAILER_SUBJECTS_INVITE: 'a\nBcc: x@y.example' },
    'config_text',
    'GOTRUE_MAILER_SUBJECTS_INVITE',
  ],
  [
    'a previous secret without its end',
    { LATCHKEY_PREVIOUS_JWT_SECRET: 'hunter2' },
    'config_previous_secret',
    'LATCHKEY_PREVIOUS_JWT_SECRET',
  ],
  ['an unknown log level', { GOTRUE_LOG_LEVEL: 'loud' }, 'config_choice', 'GOTRUE_LOG_LEVEL'],
  [
    'log fields that are no pairs',
    { GOTRUE_LOG_FIELDS: 'team' },
    'config_map',
    'GOTRUE_LOG_FIELDS',
  ],
  [
    'many sites',
    { GOTRUE_MULTIINSTANCEMODE: 'true' },
    'config_multi_instance',
    'GOTRUE_MULTIINSTANCEMODE',
  ],
]

function mistakesOf(changes: Changes): readonly Problem[] {
  const { outcome } = loadWith(changes)
  return outcome.granted ? [] : outcome.reason
}

describe('REL-14 a bad configuration does not start', () => {
  it.each(table)('%s', (_title, changes, code, name) => {
    const mistakes = mistakesOf(changes)
    expect(mistakes.map((each) => [each.code, each.name])).toEqual([[code, name]])
    const [mistake] = mistakes
    expect(mistake?.what).toContain(name)
    expect(mistake?.why).not.toBe('')
    expect(mistake?.fix).not.toBe('')
  })

  it.each(table)('SEC-119 %s is told without a secret', (_title, changes) => {
    const report = JSON.stringify(mistakesOf(changes))
    const secrets = Object.values({ ...strongSecrets, ...secretsIn(changes) })
    for (const secret of secrets) if (secret.length > 3) expect(report).not.toContain(secret)
  })

  it('all mistakes are listed together', () => {
    const { outcome } = loadWith(
      { GOTRUE_SITE_URL: 'acme', PORT: '0x', GOTRUE_JWT_SECRET: 'short', LATCHKEY_MIGRATE: '' },
      'serve',
      { dotenv: { path: '.env', text: 'GOTRUE_DISABLE_SIGNUP=maybe\nnot a variable\n' } },
    )
    expect(outcome).toMatchObject({ granted: false })
    if (outcome.granted) return
    expect(outcome.reason.map(({ code, where }) => `${code} ${where}`).sort()).toEqual([
      'config_boolean .env:1',
      'config_dotenv_syntax .env:2',
      'config_empty environment',
      'config_number environment',
      'config_secret_short environment',
      'config_site_url_relative environment',
    ])
  })

  it('an empty environment names everything that is needed at once', () => {
    const nothing = Object.fromEntries(Object.keys(leastEnvironment).map((key) => [key, undefined]))
    expect(mistakesOf(nothing).map(({ name }) => name)).toEqual([
      'GOTRUE_SITE_URL',
      'GOTRUE_JWT_SECRET',
      'GOTRUE_OPERATOR_TOKEN',
      'GOTRUE_DB_DATABASE_URL',
    ])
  })

  it('a value is quoted shortly, on one line and without credentials', () => {
    const [mistake] = mistakesOf({ GOTRUE_SITE_URL: 'https://user:hunter2@acme.example/' })
    expect(mistake?.what).not.toContain('hunter2')
    const [long] = mistakesOf({ LATCHKEY_PROFILE: `\u001b[31m${'x'.repeat(500)}` })
    expect(long?.what.length).toBeLessThan(140)
    expect(long?.what).not.toContain('\u001b')
  })
})

function secretsIn(changes: Changes): Record<string, string> {
  const isSecret = /SECRET$|TOKEN$|PASS$|DATABASE_URL$/
  return Object.fromEntries(
    Object.entries(changes).flatMap(([name, text]) =>
      isSecret.test(name) && text !== undefined ? [[name, text]] : [],
    ),
  )
}
