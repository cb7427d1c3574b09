import { describe, expect, it } from 'vitest'
import { testShell } from '../../test/support/shell.ts'
import { problemTexts } from '../config/problem-texts.ts'
import { explain } from './explain.ts'
import { circumstanceTexts } from './problem-texts.ts'

describe('latchkey explain', () => {
  it.each(Object.keys({ ...problemTexts, ...circumstanceTexts }))('knows %s', (code) => {
    const shell = testShell()
    expect(explain(shell, code)).toBe(0)
    expect(shell.written.join()).toContain('Fix')
  })

  it('knows a variable by any of its names', () => {
    const shell = testShell()
    expect(explain(shell, 'PORT')).toBe(0)
    expect(shell.written.join()).toContain('GOTRUE_API_PORT')
  })

  it('knows all options of a row', () => {
    const shell = testShell({ json: true })
    expect(explain(shell, 'q-053')).toBe(0)
    expect(shell.written.map((line) => JSON.parse(line).name)).toEqual([
      'GOTRUE_JWT_REFRESH_TOKEN_LIFETIME',
      'GOTRUE_SESSIONS_TIMEBOX',
    ])
  })

  it('guesses what was meant, and ends as a usage error', () => {
    const shell = testShell()
    expect(explain(shell, 'config_secret_shrot')).toBe(2)
    expect(shell.told.join()).toContain('config_secret_short')
  })
})
