import { describe, expect, it } from 'vitest'
import { testShell } from '../../test/support/shell.ts'
import { type Finding, writeMistakes, writeWarnings } from './report.ts'

const finding: Finding = {
  code: 'config_secret_short',
  name: 'GOTRUE_JWT_SECRET',
  where: '.env:2',
  what: 'GOTRUE_JWT_SECRET is too short (5 of at least 32 bytes)',
  why: 'an HS256 secret this short can be guessed offline from any token',
  fix: 'openssl rand -base64 48\nLATCHKEY_ALLOW_WEAK_SECRETS=true, to carry it over',
}

describe('a report of mistakes (UX 4.3)', () => {
  it('says what, where, why and fix, then how to read more', () => {
    expect(writeMistakes(testShell(), 'the configuration', [finding])).toBe(
      [
        '✖ 1 problem in the configuration',
        '',
        '  1  GOTRUE_JWT_SECRET is too short (5 of at least 32 bytes)         config_secret_short',
        '     .env:2   GOTRUE_JWT_SECRET',
        '     Why   an HS256 secret this short can be guessed offline from any token',
        '     Fix   openssl rand -base64 48',
        '     or    LATCHKEY_ALLOW_WEAK_SECRETS=true, to carry it over',
        '',
        '  Nothing was started.   More: latchkey explain config_secret_short',
        '',
      ].join('\n'),
    )
  })

  it('names the environment where a variable came from it', () => {
    const report = writeMistakes(testShell(), 'x', [{ ...finding, where: 'environment' }])
    expect(report).toContain('from the environment: GOTRUE_JWT_SECRET')
  })

  it('breaks long sentences and keeps within the terminal', () => {
    const long = { ...finding, what: 'word '.repeat(40).trim(), why: 'why '.repeat(60).trim() }
    const lines = writeMistakes(testShell({ columns: 80 }), 'x', [long]).split('\n')
    const withoutCodes = lines.filter((line) => !line.includes('config_'))
    expect(Math.max(...withoutCodes.map((line) => line.length))).toBeLessThanOrEqual(80)
  })

  it('SEC-112 cuts control characters of foreign text', () => {
    const report = writeMistakes(testShell(), 'x', [{ ...finding, what: 'a\u001b[2Jb' }])
    expect(report).not.toContain('\u001b')
  })

  it('marks with colours only when the terminal wants them', () => {
    const report = writeMistakes(testShell({ colours: true }), 'x', [finding])
    expect(report).toContain('\u001b[31m✖\u001b[39m')
  })
})

it('warnings are short paragraphs with their code', () => {
  const warning = { ...finding, what: 'A thing', why: 'a reason', fix: 'one way\nanother' }
  expect(writeWarnings(testShell(), [warning])).toBe(
    '▲ A thing: a reason; one way  (.env:2)  config_secret_short',
  )
})
