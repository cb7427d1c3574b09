import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { leastEnvironment } from '../../test/support/configuration.ts'

const bin = new URL('../../bin/latchkey.js', import.meta.url).pathname
const folder = mkdtempSync(join(tmpdir(), 'latchkey-'))
afterAll(() => rmSync(folder, { recursive: true }))

function run(args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  const env = { PATH: process.env['PATH'] ?? '', ...environment }
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...args], {
    cwd: folder,
    env,
    encoding: 'utf8',
  })
  return { status, stdout, stderr }
}

describe('the command line', { timeout: 30_000 }, () => {
  it('version is one line on standard output', () => {
    expect(run(['version'])).toMatchObject({ status: 0, stderr: '' })
    expect(run(['version']).stdout).toMatch(/^latchkey \d+\.\d+\.\d+\n$/)
    expect(JSON.parse(run(['version', '--json']).stdout)).toHaveProperty('version')
  })

  it('an unknown option is a usage error that names the nearest', () => {
    const { status, stderr } = run(['dev', '--sed', 'demo'])
    expect(status).toBe(2)
    expect(stderr).toContain('--seed')
  })

  it('a port that is none is a usage error', () => {
    expect(run(['serve', '--port', 'http']).status).toBe(2)
    expect(run(['dev', '--port', '70000']).status).toBe(2)
  })

  it('REL-14 without a command it serves, and a missing configuration ends with 78', () => {
    const { status, stdout, stderr } = run([])
    expect(status).toBe(78)
    expect(stdout).toBe('')
    expect(stderr).toContain('4 problems in the configuration')
    expect(stderr).toContain('latchkey dev')
    expect(stderr).not.toContain('\u001b')
  })

  it('a dotenv file that is named must exist', () => {
    const { status, stderr } = run(['serve', '-c', 'none.env'])
    expect(status).toBe(78)
    expect(stderr).toContain('none.env')
  })

  it('--check tells that a configuration is sound and starts nothing', () => {
    const { status, stdout } = run(['serve', '--check', '--json'], leastEnvironment)
    expect(status).toBe(0)
    expect(JSON.parse(stdout)).toEqual({ ok: true, warnings: [] })
  })

  it('problems are data with --json', () => {
    const { status, stdout } = run(['serve', '--json'], { ...leastEnvironment, PORT: 'x' })
    expect(status).toBe(78)
    expect(JSON.parse(stdout)).toMatchObject({ ok: false, problems: [{ code: 'config_number' }] })
  })

  it('flags are told by their name', () => {
    writeFileSync(join(folder, 'some.env'), 'GOTRUE_API_PORT=1234\n')
    const { stdout } = run(['config', 'explain', 'PORT', '-c', 'some.env'], leastEnvironment)
    expect(stdout).toContain('some.env:1')
    expect(stdout).toContain('1234')
  })

  it('SEC-119 no command prints a secret', () => {
    const canary = 'Canary-7fQ2zX9wB4kM1vT8-Canary-5cD3rY6h'
    const environment = {
      ...leastEnvironment,
      GOTRUE_JWT_SECRET: canary,
      GOTRUE_OPERATOR_TOKEN: canary,
      GOTRUE_SMTP_PASS: canary,
      DATABASE_URL: `postgres://app:${canary}@127.0.0.1:1/x`,
    }
    for (const args of [
      ['serve'],
      ['config', 'explain', '--all'],
      ['config', 'explain', '--json'],
    ]) {
      const { stdout, stderr } = run(args, environment)
      expect(stdout + stderr).not.toContain('Canary')
      expect(stdout + stderr).toMatch(/DATABASE|secret/)
    }
  })

  it.each(['dev', 'serve', 'migrate', 'admin createuser', 'config explain', 'doctor', 'explain'])(
    'help for %s has three examples',
    (command) => {
      const { status, stdout } = run([...command.split(' '), '--help'])
      expect(status).toBe(0)
      expect(stdout.split('Examples:')[1]?.match(/^ {2}latchkey /gm)).toHaveLength(3)
    },
  )
})
