import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { leastEnvironment } from '../../test/support/configuration.ts'

const bin = new URL('../../bin/latchkey.js', import.meta.url).pathname
const folder = mkdtempSync(join(tmpdir(), 'latchkey-'))
afterAll(() => rmSync(folder, { recursive: true }))

const env = {
  ...leastEnvironment,
  PATH: process.env['PATH'] ?? '',
  DATABASE_URL: join(folder, 'data.db'),
  GOTRUE_SITE_URL: 'http://127.0.0.1:1',
  GOTRUE_SMTP_HOST: '127.0.0.1',
  GOTRUE_SMTP_PORT: '1',
}

function run(args: readonly string[], input = '') {
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...args], {
    cwd: folder,
    env,
    input,
    encoding: 'utf8',
  })
  return { status, stdout: stdout.trim(), stderr }
}

describe('the commands that only touch the database (server spec 9)', { timeout: 30_000 }, () => {
  it('migrate prints the steps before and after, and again changes nothing', () => {
    const first = run(['migrate'])
    expect(first.status).toBe(0)
    const [before, after] = first.stdout.split('\n\n')
    expect(before).toMatch(/^Version +Name +Status\n/)
    expect(before).toContain('Pending')
    expect(after).not.toContain('Pending')
    const second = run(['migrate', '--json'])
    expect(JSON.parse(second.stdout)).toMatchObject({ ok: true })
    expect(second.stdout).not.toContain('"isApplied":false')
  })

  it('Q-170 createuser without -i makes a user of the only site', () => {
    const made = run(['admin', 'createuser', 'ada@example.test', 'a fine password', '--confirm'])
    expect(made.status).toBe(0)
    expect(made.stdout).toMatch(/^[0-9a-f-]{36}$/)
  })

  it('takes GoTrue’s flags, and a password from standard input', () => {
    const nil = '00000000-0000-0000-0000-000000000000'
    const args = ['-i', nil, '-a', 'app', '--superadmin', '--admin', '--json']
    const made = run(['admin', 'createuser', 'ben@example.test', '-', ...args], 'from a pipe\n')
    expect(JSON.parse(made.stdout)).toMatchObject({ ok: true })
  })

  it('an address that is taken is told, with failure', () => {
    const again = run(['admin', 'createuser', 'ada@example.test', 'another'])
    expect(again.status).toBe(1)
    expect(again.stderr).toContain('somebody has this address already')
  })

  it('another site than the only one is a usage error', () => {
    const other = 'c0ffee00-0000-4000-8000-000000000000'
    expect(run(['admin', 'createuser', 'x@example.test', 'y', '-i', other]).status).toBe(2)
  })

  it('deleteuser takes an address of its audience, or an id', () => {
    expect(run(['admin', 'deleteuser', 'ben@example.test']).status).toBe(1)
    expect(run(['admin', 'deleteuser', 'Ben@Example.test', '-a', 'app']).status).toBe(0)
    const { stdout } = run(['admin', 'createuser', 'cleo@example.test', 'a fine password'])
    expect(run(['admin', 'deleteuser', stdout]).stdout).toBe(stdout)
  })

  it('doctor names what is well and what is not, and ends with failure', () => {
    const { status, stdout } = run(['doctor', '--json'])
    expect(status).toBe(1)
    const { ok, findings } = JSON.parse(stdout) as {
      readonly ok: boolean
      readonly findings: readonly { readonly severity: string; readonly code?: string }[]
    }
    expect(ok).toBe(false)
    const codes = findings.map(({ severity, code }) => `${severity} ${code ?? ''}`.trim())
    expect(codes).toEqual([
      'ok',
      'ok',
      'ok',
      'warning site_unreachable',
      'error mail_unreachable',
      'note proxy_unknown',
    ])
  })

  it('REL-18 a database that is away is told with place and reason, and ends with 4', () => {
    const { status, stdout } = spawnSync(process.execPath, [bin, 'doctor'], {
      cwd: folder,
      env: { ...env, DATABASE_URL: join(folder, 'data.db', 'below-a-file.db') },
      encoding: 'utf8',
    })
    expect(status).toBe(4)
    expect(stdout).toContain('below-a-file.db')
  })
})
