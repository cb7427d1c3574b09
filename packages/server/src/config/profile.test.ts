import { describe, expect, it } from 'vitest'
import { configWith, loadWith } from '../../test/support/configuration.ts'
import { placedOptions } from './options.ts'

const switches = placedOptions.filter(({ group }) => group === 'rules' || group === 'netlify')

function valueIn(changes: Readonly<Record<string, string>>, name: string): unknown {
  const { readings } = loadWith(changes)
  return [...readings].find(([{ option }]) => option.name === name)?.[1].value
}

describe('each row of the profiles', () => {
  it.each(
    switches.map((placed) => [placed.option.row, placed.option.name, placed.option] as const),
  )('%s %s follows the profile and obeys its own switch', (_row, name, option) => {
    const { safe, exact } = option.fallback ?? {}
    expect(safe).not.toEqual(exact)
    expect(valueIn({}, name)).toEqual(safe)
    expect(valueIn({ LATCHKEY_PROFILE: 'exact' }, name)).toEqual(exact)
    expect(valueIn({ [name]: 'exact' }, name)).toEqual(exact)
    expect(valueIn({ LATCHKEY_PROFILE: 'exact', [name]: 'safe' }, name)).toEqual(safe)
  })

  it('has a row number and one sentence of its own', () => {
    for (const { option } of switches) {
      expect(option.row).toMatch(/^Q-\d{3}$/)
      expect(option.effect).toMatch(/^\p{Lu}.*\.$/u)
    }
    expect(new Set(switches.map(({ option }) => option.effect)).size).toBe(switches.length)
  })
})

describe('which profile holds (profiles 1.5)', () => {
  it('the face’s own profile wins over the common one', () => {
    const changes = { LATCHKEY_PROFILE: 'exact', LATCHKEY_NETLIFY_PROFILE: 'safe' }
    expect(configWith(changes).profile).toBe('safe')
    expect(configWith(changes).netlifyQuirks.jsonStrict).toBe(true)
  })

  it('a GOTRUE_ variable wins over the profile', () => {
    const changes = { LATCHKEY_PROFILE: 'exact', GOTRUE_MAILER_RECOVERY_MAX_AGE: '2h' }
    expect(configWith(changes).policy.tokenLifetimes.recovery).toBe(7200)
    expect(configWith({ LATCHKEY_PROFILE: 'exact' }).policy.tokenLifetimes.recovery).toBe(86_400)
  })

  it.each([
    ['Q-019', (c: ReturnType<typeof configWith>) => c.policy.password.minimum, 8, 1],
    ['Q-020', (c: ReturnType<typeof configWith>) => c.policy.password.refusesCommon, true, false],
    ['Q-026', (c: ReturnType<typeof configWith>) => c.policy.password.scheme, 'argon2id', 'bcrypt'],
    ['Q-027', (c: ReturnType<typeof configWith>) => c.policy.quirks.sendsNotices, true, false],
    ['Q-032', (c: ReturnType<typeof configWith>) => c.policy.tokenLifetimes.recovery, 3600, 86_400],
    ['Q-033', (c: ReturnType<typeof configWith>) => c.policy.tokenLifetimes.invite, 604_800, null],
    [
      'Q-041',
      (c: ReturnType<typeof configWith>) => c.policy.quirks.secureEmailChange,
      false,
      false,
    ],
    ['Q-049', (c: ReturnType<typeof configWith>) => c.policy.refresh.grace, 30, 0],
    ['Q-053', (c: ReturnType<typeof configWith>) => c.policy.session.timebox, 31_536_000, null],
    ['Q-072', (c: ReturnType<typeof configWith>) => c.token.leeway, 5, 0],
    ['Q-077', (c: ReturnType<typeof configWith>) => c.policy.metadata.tokenBytes, 4096, 65_536],
    ['Q-078', (c: ReturnType<typeof configWith>) => c.policy.audiences, new Set(['']), 'any'],
    ['Q-085', (c: ReturnType<typeof configWith>) => c.netlifyQuirks.corsOrigins, [], null],
    ['Q-112', (c: ReturnType<typeof configWith>) => c.netlifyQuirks.filterMost, 200, null],
    [
      'Q-144',
      (c: ReturnType<typeof configWith>) => c.policy.limits.sign_in_by_client?.points,
      30,
      undefined,
    ],
    [
      'Q-145',
      (c: ReturnType<typeof configWith>) => c.policy.limits.refresh_by_session?.points,
      60,
      undefined,
    ],
    [
      'Q-146',
      (c: ReturnType<typeof configWith>) => c.policy.limits.sign_up_by_client?.points,
      30,
      undefined,
    ],
    ['Q-148', (c: ReturnType<typeof configWith>) => c.policy.mailInterval, 900, 900],
  ] as const)('%s is %#', (_row, read, safe, exact) => {
    expect(read(configWith())).toEqual(safe)
    expect(read(configWith({ LATCHKEY_PROFILE: 'exact' }))).toEqual(exact)
  })

  it('Q-075 exact takes tokens of up to 20 days', () => {
    const changes = { LATCHKEY_PROFILE: 'exact', GOTRUE_JWT_EXP: '1728000' }
    expect(configWith(changes).policy.token.lifetime).toBe(1_728_000)
    expect(loadWith({ ...changes, GOTRUE_JWT_EXP: '1728001' }).outcome.granted).toBe(false)
  })

  it('Q-147 the limiter’s header is believed from proxies, by exact from anybody', () => {
    const header = { GOTRUE_RATE_LIMIT_HEADER: 'X-Real-Ip' }
    expect(configWith(header).limitHeaderFrom).toBe('proxies')
    expect(configWith({ ...header, LATCHKEY_PROFILE: 'exact' }).limitHeaderFrom).toBe('anyone')
    const behind = { ...header, LATCHKEY_PROFILE: 'exact', LATCHKEY_TRUSTED_PROXIES: '10.0.0.0/8' }
    expect(configWith(behind).limitHeaderFrom).toBe('proxies')
    expect(configWith(header).policy.limits.sign_in_by_header).toEqual({ points: 30, window: 300 })
  })

  it('Q-150 exact checks addresses only when mail leaves', () => {
    const exact = { LATCHKEY_PROFILE: 'exact' }
    expect(configWith(exact).policy.quirks.emailSyntax).toBe('strict')
    const { outcome } = loadWith({ ...exact, GOTRUE_SMTP_HOST: undefined })
    expect(outcome.granted && outcome.value.policy.quirks.emailSyntax).toBe('lax')
  })
})

describe('the warning of weaker rows (profiles 1.6)', () => {
  it('names the rows, once', () => {
    const { warnings } = loadWith({ LATCHKEY_PROFILE: 'exact' })
    expect(warnings.map(({ code }) => code)).toEqual(['config_profile_weaker'])
    expect(warnings[0]?.what).toContain('Q-001, Q-005, Q-007, Q-010')
    expect(warnings[0]?.what).toContain('Q-144')
    expect(warnings[0]?.what).not.toContain('Q-100')
  })

  it('names a single row that was switched', () => {
    const { warnings } = loadWith({ LATCHKEY_LOGIN_UNIFORM: 'exact' })
    expect(warnings.map(({ what }) => what)).toEqual(['The server is weaker by Q-010'])
  })

  it('is silent about rows that only differ', () => {
    expect(loadWith({ LATCHKEY_NOT_FOUND_JSON: 'exact' }).warnings).toEqual([])
  })

  it('is silent under dev, whose relaxed defaults are meant', () => {
    expect(loadWith({}, 'dev').warnings).toEqual([])
  })
})

describe('what dev relaxes', () => {
  const dev = configWith({ PORT: undefined }, 'dev')

  it('Q-019 Q-020 passwords of 6 characters, common ones too', () => {
    expect(dev.policy.password).toMatchObject({ minimum: 6, refusesCommon: false })
  })

  it('Q-078 any audience', () => {
    expect(dev.policy.audiences).toBe('any')
  })

  it('Q-081 the cookie goes without Secure', () => {
    expect(dev.cookie.secure).toBe(false)
  })

  it('limits that one machine would trip alone, and no other', () => {
    const off = Object.entries(dev.policy.limits).flatMap(([rule, limit]) => (limit ? [] : [rule]))
    expect(off.sort()).toEqual([
      'mail_by_address',
      'mail_by_site',
      'notice_by_address',
      'recover_by_address',
      'recover_by_client',
      'refresh_unknown_by_client',
      'sign_in_by_client',
      'sign_in_by_header',
      'sign_up_by_client',
      'verify_by_client',
    ])
  })

  it('listens on loopback only', () => {
    expect(dev.api).toMatchObject({ host: '127.0.0.1', port: 9999 })
  })

  it('keeps every other rule of safe', () => {
    expect(dev.policy.quirks).toEqual(configWith().policy.quirks)
    expect(dev.netlifyQuirks).toEqual(configWith().netlifyQuirks)
  })
})

describe('every default', () => {
  const texts = placedOptions.flatMap(({ option }) => {
    if (option.fallback === null || option.isSecret) return []
    return [[option.name, option.fallback.safe, option] as const]
  })

  it.each(texts)('%s reads back as it is written', (_name, value, option) => {
    const written = option.write(value)
    const reading = option.read(written)
    // Some defaults are told in a sentence, because no text stands for them.
    if (reading.kind === 'value' && !/ /.test(written)) expect(reading.value).toEqual(value)
    expect(written).not.toContain('[object')
  })
})
