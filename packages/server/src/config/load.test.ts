import { describe, expect, it } from 'vitest'
import {
  configWith,
  leastEnvironment,
  loadWith,
  strongSecrets,
} from '../../test/support/configuration.ts'
import type { Problem } from './problem.ts'

function warningsOf(changes: Readonly<Record<string, string | undefined>>): readonly Problem[] {
  const { outcome, warnings } = loadWith(changes)
  expect(outcome.granted).toBe(true)
  return warnings
}

describe('the least configuration', () => {
  it('starts without a warning', () => {
    expect(warningsOf({})).toEqual([])
  })

  it('has the defaults of production', () => {
    const config = configWith()
    expect(config.api).toMatchObject({ host: '', port: 8081, drainDelay: 5 })
    expect(config.database).toMatchObject({ migrate: 'auto', bootTimeout: 60 })
    expect(config.cookie).toEqual({ name: 'nf_jwt', lifetime: 86_400, secure: true })
    expect(config.policy).toMatchObject({
      siteUrl: 'https://acme.example',
      siteName: 'acme.example',
      adminRole: 'admin',
      password: { minimum: 8, refusesCommon: true, scheme: 'argon2id' },
      session: { inactivity: 2_592_000, timebox: 31_536_000 },
      mailInterval: 900,
    })
  })

  it('is frozen to the last field', () => {
    const config = configWith()
    expect(Object.isFrozen(config.policy.quirks)).toBe(true)
    expect(Object.isFrozen(config.netlifyQuirks.corsOrigins)).toBe(true)
    expect(Object.isFrozen(config.policy.limits.mail_by_site)).toBe(true)
  })
})

describe('where a value comes from', () => {
  it('the environment wins over the dotenv file, a flag over both (server spec 8.1)', () => {
    const dotenv = { path: '.env', text: 'GOTRUE_API_PORT=1001\nGOTRUE_API_HOST=::1\n' }
    const port = (environment: Record<string, string>, flags: readonly string[]) => {
      const given = flags.map((value) => ({ flag: '--port', name: 'GOTRUE_API_PORT', value }))
      const { outcome } = loadWith(environment, 'serve', { dotenv, flags: given })
      return outcome.granted ? outcome.value.api.port : outcome.reason
    }
    expect(port({}, [])).toBe(1001)
    expect(port({ GOTRUE_API_PORT: '1002' }, [])).toBe(1002)
    expect(port({ GOTRUE_API_PORT: '1002' }, ['1003'])).toBe(1003)
  })

  it('the full name wins over an un-prefixed one', () => {
    expect(configWith({ PORT: '1001', GOTRUE_API_PORT: '1002' }).api.port).toBe(1002)
    expect(configWith({ PORT: '1001' }).api.port).toBe(1001)
  })

  it('SEC-119 a secret may lie in a file, whose last line break does not count', () => {
    const { outcome } = loadWith(
      { GOTRUE_JWT_SECRET: undefined, GOTRUE_JWT_SECRET_FILE: '/run/jwt' },
      'serve',
      { readFile: (path) => (path === '/run/jwt' ? `${strongSecrets.GOTRUE_JWT_SECRET}\n` : null) },
    )
    expect(outcome.granted && outcome.value.secrets.token.reveal()).toBe(
      strongSecrets.GOTRUE_JWT_SECRET,
    )
  })

  it('what is kept counts only where nothing else is said', () => {
    const kept = {
      path: 'secrets.json',
      values: { LATCHKEY_SECRET: 'Ab'.repeat(8) + strongSecrets.LATCHKEY_SECRET },
    }
    const { outcome } = loadWith({ LATCHKEY_SECRET: undefined }, 'serve', { kept })
    expect(outcome.granted && outcome.value.secrets.latchkey?.reveal()).toBe(
      kept.values.LATCHKEY_SECRET,
    )
    const stronger = loadWith({}, 'serve', { kept }).outcome
    expect(stronger.granted && stronger.value.secrets.latchkey?.reveal()).toBe(
      strongSecrets.LATCHKEY_SECRET,
    )
  })

  it.each([
    ['GOTRUE_JWT_EXP', '0', 3600],
    ['GOTRUE_JWT_REFRESH_TOKEN_LIFETIME', '-1', 2_592_000],
    ['GOTRUE_SMTP_MAX_FREQUENCY', '0s', 900],
    ['GOTRUE_COOKIE_DURATION', '0', 86_400],
    ['GOTRUE_MAILER_CONFIRMATION_MAX_AGE', '-5m', 86_400],
  ])('%s=%s asks for the default, as in GoTrue', (name, value, expected) => {
    const { readings } = loadWith({ [name]: value })
    const reading = [...readings].find(([{ option }]) => option.name === name)?.[1]
    expect(reading?.value).toBe(expected)
  })

  it('a negative cookie duration means no cookie (server spec 8.3)', () => {
    expect(configWith({ GOTRUE_COOKIE_DURATION: '-1' }).cookie.lifetime).toBeNull()
  })

  it('the shorter of both inactivity settings counts', () => {
    const changes = { GOTRUE_SESSIONS_INACTIVITY_TIMEOUT: '1h' }
    expect(configWith(changes).policy.session.inactivity).toBe(3600)
    const longer = { ...changes, GOTRUE_JWT_REFRESH_TOKEN_LIFETIME: '60' }
    expect(configWith(longer).policy.session.inactivity).toBe(60)
  })

  it('servers wait for a migration, files are migrated at start', () => {
    expect(configWith({ DATABASE_URL: 'postgres://u:p@db/x' }).database.migrate).toBe('require')
    expect(configWith({ DATABASE_URL: 'postgres://u:p@db/x' }, 'dev').database.migrate).toBe('auto')
  })
})

describe('Q-165 what is meant is taken, with a warning', () => {
  it('bare seconds for the mail window', () => {
    expect(configWith({ GOTRUE_SMTP_MAX_FREQUENCY: '60' }).policy.mailInterval).toBe(60)
    expect(warningsOf({ GOTRUE_SMTP_MAX_FREQUENCY: '60' }).map(({ code }) => code)).toEqual([
      'config_bare_number',
    ])
  })

  it.each([
    ['GOTRUE_SMTP_PASSWORD', 'GOTRUE_SMTP_PASS'],
    ['GOTRUE_PORT', 'GOTRUE_API_PORT'],
  ])('%s is read as %s', (name, meant) => {
    const warnings = warningsOf({ [name]: '1234' })
    expect(warnings.map(({ code, what }) => [code, what])).toEqual([
      ['config_name_meant', `${name} is read as ${meant}`],
    ])
  })

  it.each([
    ['GOTRUE_MAILER_AUTOCONFRIM', 'config_name_unknown', 'GOTRUE_MAILER_AUTOCONFIRM'],
    ['LATCHKEY_PROFIL', 'config_name_unknown', 'LATCHKEY_PROFILE'],
    ['LATCHKEY_FROBNICATE_ALL', 'config_name_unknown', 'remove it'],
    ['GOTRUE_WEBHOOK_TIMEOUT_SEC', 'config_name_later', 'keep it'],
    ['GOTRUE_WEBHOOK_URL', 'config_name_later', 'keep it'],
    ['GOTRUE_EXTERNAL_GOOGLE_CLIENT_ID', 'config_name_later', 'keep it'],
    ['LATCHKEY_SUPABASE_PATHS', 'config_name_later', 'keep it'],
    ['GOTRUE_TRACING_ENABLED', 'config_name_later', 'keep it'],
    ['GOTRUE_DB_AUTOMIGRATE', 'config_name_ineffective', 'remove it'],
    ['GOTRUE_DB_MIGRATIONS_PATH', 'config_name_ineffective', 'remove it'],
  ])('%s is told as %s', (name, code, fix) => {
    const warnings = warningsOf({ [name]: 'x' })
    expect(warnings.map((each) => each.code)).toEqual([code])
    expect(warnings[0]?.fix).toContain(fix)
  })

  it.each(['LATCHKEY_TEST_MYSQL_URL', 'LOG_LEVEL', 'HOME', 'NODE_ENV'])(
    '%s in the environment is none of our business',
    (name) => {
      expect(warningsOf({ [name]: 'x' })).toEqual([])
    },
  )

  it('an un-prefixed LOG_LEVEL in the dotenv file is', () => {
    const { warnings } = loadWith({}, 'serve', {
      dotenv: { path: '.env', text: 'LOG_LEVEL=debug' },
    })
    expect(warnings.map(({ code, where }) => [code, where])).toEqual([
      ['config_name_ineffective', '.env:1'],
    ])
  })
})

describe('warnings', () => {
  it.each([
    ['Q-075 tokens of 61 s', { GOTRUE_JWT_EXP: '61' }, 'config_jwt_exp_short'],
    [
      'Q-076 a weak secret',
      { GOTRUE_JWT_SECRET: 'secret', LATCHKEY_ALLOW_WEAK_SECRETS: 'true' },
      'config_secret_weak_allowed',
    ],
    ['a provider that is on', { GOTRUE_EXTERNAL_GOOGLE_ENABLED: 'true' }, 'config_provider_later'],
    ['no secret of our own', { LATCHKEY_SECRET: undefined }, 'config_secret_derived'],
    ['no mail', { GOTRUE_SMTP_HOST: undefined }, 'config_mail_absent'],
    ['SEC-126 mail in clear', { LATCHKEY_SMTP_INSECURE: 'true' }, 'config_mail_unencrypted'],
    ['a site in clear', { GOTRUE_SITE_URL: 'http://acme.example' }, 'config_site_url_http'],
  ] as const)('%s', (_title, changes, code) => {
    expect(warningsOf(changes).map((each) => each.code)).toEqual([code])
  })

  it('Q-075 tokens of 300 s need none', () => {
    expect(warningsOf({ GOTRUE_JWT_EXP: '300' })).toEqual([])
  })

  it('SEC-47 weak secrets are allowed under dev only on loopback', () => {
    const changes = { GOTRUE_JWT_SECRET: 'secret', GOTRUE_API_HOST: '0.0.0.0' }
    expect(loadWith(changes, 'dev').outcome.granted).toBe(false)
    expect(loadWith({ ...changes, GOTRUE_API_HOST: '::1' }, 'dev').outcome.granted).toBe(true)
  })

  it('a development server that others reach is told', () => {
    const { warnings } = loadWith({ GOTRUE_API_HOST: '0.0.0.0' }, 'dev')
    expect(warnings.map(({ code }) => code)).toEqual(['config_dev_exposed'])
  })

  it('weak secrets are allowed under dev, each with a warning', () => {
    const { outcome, warnings } = loadWith({ GOTRUE_JWT_SECRET: 'secret' }, 'dev')
    expect(outcome.granted).toBe(true)
    expect(warnings.map(({ code }) => code)).toEqual(['config_secret_weak_allowed'])
  })
})

describe('SEC-119 no secret is ever shown', () => {
  const canary = 'Canary-7fQ2zX9wB4kM1vT8-Canary-5cD3rY6h'
  const names = [
    'GOTRUE_JWT_SECRET',
    'GOTRUE_OPERATOR_TOKEN',
    'LATCHKEY_SECRET',
    'GOTRUE_SMTP_PASS',
  ]

  it.each(names)('%s shows only its length', (name) => {
    const { outcome, warnings, readings } = loadWith({ [name]: canary })
    expect(outcome.granted).toBe(true)
    expect(JSON.stringify(outcome)).not.toContain('Canary')
    expect(`${JSON.stringify(outcome)}`).toContain(`(secret, ${canary.length} bytes)`)
    expect(JSON.stringify(warnings)).not.toContain('Canary')
    expect([...readings.values()].map(({ value }) => String(value)).join()).not.toContain('Canary')
  })

  it.each([
    `app:${canary}@tcp(db.example)/identity`,
    `postgres://app:${canary}@db.example/identity`,
  ])('the password of %s does not show', (url) => {
    const { outcome } = loadWith({ DATABASE_URL: url })
    expect(outcome.granted).toBe(true)
    expect(JSON.stringify(outcome)).not.toContain('Canary')
  })

  it('a canary in every variable shows in no report of secrets', () => {
    const all = Object.fromEntries(Object.keys(leastEnvironment).map((name) => [name, canary]))
    const { outcome, warnings } = loadWith({
      ...all,
      GOTRUE_SITE_URL: `https://u:${canary}@x.example`,
    })
    expect(outcome.granted).toBe(false)
    const secretReports = [...(outcome.granted ? [] : outcome.reason), ...warnings].filter(
      ({ name }) => names.includes(name) || name.includes('DATABASE') || name.includes('SITE_URL'),
    )
    expect(secretReports.length).toBeGreaterThan(2)
    expect(JSON.stringify(secretReports)).not.toContain('Canary')
  })
})
