import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { secretFlaws } from '../config/secrets.ts'
import { type DevFolder, openDevFolder } from './dev-folder.ts'

let home = ''
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'latchkey-'))
})
afterEach(() => rm(home, { recursive: true }))

async function open(): Promise<DevFolder> {
  const folder = await openDevFolder(home)
  if (!folder.granted) throw new Error(folder.reason)
  return folder.value
}

describe('the folder of a development server', () => {
  it('belongs to its owner alone and stays out of version control', async () => {
    const { path, secretsPath } = await open()
    expect((await stat(path)).mode & 0o777).toBe(0o700)
    expect((await stat(secretsPath)).mode & 0o777).toBe(0o600)
    expect(await readFile(join(path, '.gitignore'), 'utf8')).toBe('*\n')
    expect((await readdir(path)).sort()).toEqual(['.gitignore', 'secrets.json'])
  })

  it('SEC-47 holds strong secrets, all different', async () => {
    const { secrets } = await open()
    const named = Object.entries(secrets).map(([name, secret]) => ({ name, secret }))
    expect(named).toHaveLength(3)
    expect(secretFlaws(named)).toEqual([])
  })

  it('keeps its secrets, also when several open it at once', async () => {
    const folders = await Promise.all([open(), open(), open()])
    const later = await open()
    for (const { secrets } of folders) expect(secrets).toEqual(later.secrets)
  })

  it('closes a secrets file that others could read', async () => {
    const { secretsPath } = await open()
    await chmod(secretsPath, 0o644)
    await open()
    expect((await stat(secretsPath)).mode & 0o777).toBe(0o600)
  })

  it.each(['', '{', '[]', 'null', '{"GOTRUE_JWT_SECRET":"x"}'])(
    'refuses a secrets file that holds %j, and leaves it',
    async (text) => {
      const { secretsPath } = await open()
      await writeFile(secretsPath, text)
      expect(await openDevFolder(home)).toEqual({ granted: false, reason: secretsPath })
      expect(await readFile(secretsPath, 'utf8')).toBe(text)
    },
  )
})
