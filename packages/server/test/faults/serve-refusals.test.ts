import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { leastEnvironment } from '../support/configuration.ts'
import { type TestPlace, testPlaces } from '../support/open-test-engine.ts'
import { type Environment, runLatchkey } from '../support/serve-process.ts'
import { prepareServePlace } from '../support/serve-process-place.ts'

const [sqlite] = testPlaces as [TestPlace]

async function aFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-serve-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** Everything that a command says, wherever it says it. */
async function outputOf(args: readonly string[], env: Environment) {
  const cwd = await aFolder()
  const file = join(cwd, 'server.log')
  const { code, stdout, stderr } = await runLatchkey(args, {
    cwd,
    env: { ...env, GOTRUE_LOG_FILE: file },
  })
  return { code, stderr, all: stdout + stderr + (await textOf(file)) }
}

async function textOf(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '')
}

/** Secrets that must not be used, the code they are refused by, and the way out. */
const secrets: readonly (readonly [string, Environment, string])[] = [
  ['short', { GOTRUE_JWT_SECRET: 'Canary-7fQ2zX9w' }, 'config_secret_short'],
  [
    'guessable',
    { GOTRUE_JWT_SECRET: 'CanaryCanaryCanaryCanaryCanaryCanary' },
    'config_secret_guessable',
  ],
  [
    'shared',
    {
      GOTRUE_JWT_SECRET: 'Canary-7fQ2zX9wB4kM1vT8-Canary-5cD3rY6h',
      GOTRUE_OPERATOR_TOKEN: 'Canary-7fQ2zX9wB4kM1vT8-Canary-5cD3rY6h',
    },
    'config_secret_shared',
  ],
]

describe('SEC-119 a secret that must not be used', () => {
  it.each(secrets)(
    'ends with 78 and the way out, and is never told: %s',
    async (_what, env, code) => {
      for (const args of [
        ['serve'],
        ['serve', '--json'],
        ['migrate'],
        ['doctor'],
        ['admin', 'deleteuser', 'x'],
      ]) {
        const told = await outputOf(args, { ...leastEnvironment, ...env })
        expect([args, told.code]).toEqual([args, 78])
        expect(told.all).toContain(code)
        expect(told.all).toContain('openssl rand -base64 48')
        expect(told.all).not.toContain('Canary')
      }
    },
  )

  it('is refused as a sample by its own code', async () => {
    const sample = 'your-super-secret-jwt-token-with-at-least-32-characters-long'
    const told = await outputOf(['serve'], { ...leastEnvironment, GOTRUE_JWT_SECRET: sample })
    expect([told.code, told.all]).toEqual([78, expect.stringContaining('config_secret_sample')])
    expect(told.all).not.toContain(sample)
  })
})

describe('REL-14 a configuration with mistakes', () => {
  it('is told whole, with the file and line of each, and nothing is started', async () => {
    const cwd = await aFolder()
    await writeFile(
      join(cwd, '.env'),
      'GOTRUE_JWT_EXP=soon\nGOTRUE_DISABLE_SIGNUP=yes\nGOTRUE_SITE=x\n',
    )
    const env = { GOTRUE_API_PORT: '70000', GOTRUE_JWT_SECRET: 'Canary' }
    const { code, stdout, stderr } = await runLatchkey(['serve'], { cwd, env })
    expect([code, stdout]).toEqual([78, ''])
    for (const part of [
      '7 problems in the configuration',
      '.env:1   GOTRUE_JWT_EXP',
      '.env:2   GOTRUE_DISABLE_SIGNUP',
      'GOTRUE_API_PORT',
      'GOTRUE_SITE_URL',
      'GOTRUE_OPERATOR_TOKEN',
      'config_secret_short',
      'DATABASE_URL',
      'GOTRUE_SITE is unknown',
      'Nothing was started.',
    ])
      expect(stderr).toContain(part)
    expect(stderr).not.toContain('Canary')
  })

  it('a warning does not stop a start', async () => {
    const env = { ...leastEnvironment, LATCHKEY_TRUSTED_PROXY: '10.0.0.1' }
    const { code, stderr } = await runLatchkey(['serve', '--check'], { env })
    expect([code, stderr]).toEqual([0, expect.stringContaining('LATCHKEY_TRUSTED_PROXIES')])
  })
})

describe('a port that cannot be had', () => {
  it('is told with who has it', async () => {
    const holder = createServer().listen(0, '127.0.0.1')
    await once(holder, 'listening')
    onTestFinished(() => void holder.close())
    const { port } = holder.address() as AddressInfo
    const { env, remove } = await prepareServePlace(sqlite, { GOTRUE_API_PORT: String(port) })
    onTestFinished(remove)
    const { code, stderr } = await runLatchkey(['serve'], { env })
    expect([code, stderr]).toEqual([1, expect.stringContaining(`Port ${port} is taken`)])
    if (process.platform === 'linux') expect(stderr).toContain(`node (process ${process.pid})`)
    expect(stderr).toContain('--port')
  })

  it('an address that is not of this machine is told as such', async () => {
    const { env, remove } = await prepareServePlace(sqlite, { GOTRUE_API_HOST: '192.0.2.1' })
    onTestFinished(remove)
    const { code, stderr } = await runLatchkey(['serve'], { env })
    expect([code, stderr]).toEqual([1, expect.stringContaining('address_unavailable')])
  })
})

describe('a command that does not exist', () => {
  it.each([
    [['migrat'], 'migrate'],
    [['doktor'], 'doctor'],
    [['admin', 'createusr'], 'createuser'],
    [['serve', '--prot', '1'], '--port'],
  ])('%j is a usage error that suggests %s', async (args, meant) => {
    const { code, stdout, stderr } = await runLatchkey(args, { env: leastEnvironment })
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(/unknown (command|option)/)
    expect(stderr).toContain(meant)
    expect(stderr).toContain('latchkey help shows what there is.')
  })

  it('nor an argument that is missing is a start', async () => {
    const { code, stderr } = await runLatchkey(['admin', 'createuser', 'ada@example.test'])
    expect([code, stderr]).toEqual([2, expect.stringContaining('missing required argument')])
  })
})
