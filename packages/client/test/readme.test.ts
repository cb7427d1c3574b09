import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import {
  type DevServer,
  latestMail,
  startDev,
  tokenIn,
} from '../../server/test/support/dev-server.ts'

const text = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
const blocks = [...text.matchAll(/^```ts( browser)?\n([\s\S]*?)^```$/gm)].map(
  ([, browser, code = '']) => ({ isForBrowsers: browser !== undefined, code }),
)

const folder = mkdtempSync(join(import.meta.dirname, '.readme-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function write(name: string, code: string): string {
  const path = join(folder, name)
  writeFileSync(path, code)
  return path
}

function run(path: string, environment: Readonly<Record<string, string>>): string[] {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ['--conditions=@latchkey/source', path],
    { encoding: 'utf8', env: { PATH: process.env['PATH'], ...environment } },
  )
  expect(stderr).toBe('')
  expect(status).toBe(0)
  return stdout.trim().split('\n')
}

/** The program of several blocks: what they import comes first. */
function programOf(codes: readonly string[], url: string): string {
  const whole = codes.join('\n').replaceAll('http://localhost:9999', url)
  const imports = whole.match(/^import [^']*'[^']+'$/gm) ?? []
  return [...imports, whole.replaceAll(/^import [^']*'[^']+'$/gm, '')].join('\n')
}

describe('the README', () => {
  it('has code that runs from its first line to its last', async () => {
    const secret = 'q3Vw9Zt1xLr8Kc5Yd2Hn7Bf4Mg6Pj0Ts'
    const server: DevServer = await startDev({ GOTRUE_JWT_SECRET: secret })
    const environment = {
      GOTRUE_JWT_SECRET: secret,
      GOTRUE_OPERATOR_TOKEN: server.operatorToken,
    }
    const origin = new URL(server.url).origin
    try {
      const [first = '', ...rest] = blocks
        .filter((each) => !each.isForBrowsers)
        .map((each) => each.code)
      const signedUp = run(write('first.ts', programOf([first], origin)), environment)
      expect(signedUp).toEqual(['Look into your mail.'])
      const token = tokenIn(await latestMail(server, 'ada@example.test'))
      await fetch(`${server.netlify}/verify`, {
        method: 'POST',
        body: JSON.stringify({ type: 'signup', token }),
      })
      const made = first.slice(0, first.indexOf('const { mustConfirm }'))
      const said = run(write('rest.ts', programOf([made, ...rest], origin)), environment)
      expect(said).toEqual([
        'signed_in ada@example.test',
        'Ada Lovelace',
        '200',
        'signed_out undefined',
        'invalid_grant 400',
        'signed_in ada@example.test',
        expect.stringMatching(/^[0-9a-f-]{36} ada@example\.test$/),
        expect.any(String),
        expect.any(String),
        expect.any(String),
      ])
      expect(said.slice(-3).sort()).toContain('bob@example.test')
    } finally {
      await server.stop()
    }
  }, 60_000)

  it('has code for browsers whose types are right', () => {
    const paths = blocks
      .map(({ code }, at) => ({ at, code }))
      .filter(({ at }) => blocks[at]?.isForBrowsers)
    expect(paths.length).toBeGreaterThan(0)
    for (const { at, code } of paths) write(`browser-${at}.ts`, code)
    write(
      'tsconfig.json',
      JSON.stringify({ extends: '../../tsconfig.json', include: ['browser-*.ts'] }),
    )
    const tsc = join(import.meta.dirname, '../../../node_modules/typescript/bin/tsc')
    const { stdout } = spawnSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8' })
    expect(stdout).toBe('')
  }, 30_000)
})
