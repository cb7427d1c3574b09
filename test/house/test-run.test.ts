import { describe, expect, it } from 'vitest'
import { findChromium, leftOut } from '../../tools/machine.ts'
import { closingLine, exitCodeOf, type Report, tallyOf } from '../../tools/tally.ts'

function report(changes: Partial<Report>): Report {
  return {
    numPassedTests: 0,
    numFailedTests: 0,
    numPendingTests: 0,
    numTodoTests: 0,
    testResults: [],
    ...changes,
  }
}

describe('the closing line of a test run', () => {
  it('says how many tests passed, failed and were skipped', () => {
    const counted = tallyOf(
      report({ numPassedTests: 5, numFailedTests: 1, numPendingTests: 2, numTodoTests: 1 }),
    )
    expect(closingLine(counted)).toBe('5 passed, 1 failed, 3 skipped')
  })

  it('counts a file that could not be loaded as a failure', () => {
    const failed = { status: 'failed', assertionResults: [] }
    expect(tallyOf(report({ numPassedTests: 5, testResults: [failed] })).failed).toBe(1)
  })

  it('does not count a failed test a second time for its file', () => {
    const failed = { status: 'failed', assertionResults: [{ status: 'failed' }] }
    expect(tallyOf(report({ numFailedTests: 1, testResults: [failed] })).failed).toBe(1)
  })

  it.each([
    ['all passed', 0, { passed: 3, failed: 0, skipped: 2 }, 0],
    ['nothing ran', 0, { passed: 0, failed: 0, skipped: 2 }, 1],
    ['the runner failed', 1, { passed: 3, failed: 0, skipped: 0 }, 1],
    ['a test failed unnoticed', 0, { passed: 3, failed: 1, skipped: 0 }, 1],
  ])('when %s (runner: %i) the exit code fits', (_when, runner, tally, code) => {
    expect(exitCodeOf(runner, tally)).toBe(code)
  })
})

describe('what this machine lacks', () => {
  it('is told one line each', () => {
    expect(leftOut({}, null, false)).toEqual([
      'left out: MySQL/MariaDB (set LATCHKEY_TEST_MYSQL_URL)',
      'left out: Postgres (set LATCHKEY_TEST_POSTGRES_URL)',
      'left out: the examples (npm ci --prefix examples, after npm run build)',
      'left out: the browser (install Chromium or set LATCHKEY_TEST_CHROMIUM)',
    ])
  })

  it('is nothing where everything is there', () => {
    const env = { LATCHKEY_TEST_MYSQL_URL: 'mysql://a', LATCHKEY_TEST_POSTGRES_URL: 'postgres://a' }
    expect(leftOut(env, '/usr/bin/chromium', true)).toEqual([])
  })

  it('a browser that was named and is not there is not replaced by another', () => {
    expect(findChromium({ LATCHKEY_TEST_CHROMIUM: '/nowhere/chromium' })).toBeNull()
    expect(findChromium({ LATCHKEY_TEST_CHROMIUM: process.execPath })).toBe(process.execPath)
    expect(findChromium({ LATCHKEY_TEST_CHROMIUM: '' })).toBeNull()
  })
})
