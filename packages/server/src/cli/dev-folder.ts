import { randomBytes, randomUUID } from 'node:crypto'
import { chmod, link, mkdir, readFile, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { granted, type Outcome, refused } from '../kernel/outcome.ts'

/** Secrets of a development server, by the variables they stand for. */
export type DevSecrets = Readonly<Record<(typeof names)[number], string>>

const names = ['GOTRUE_JWT_SECRET', 'GOTRUE_OPERATOR_TOKEN', 'LATCHKEY_SECRET'] as const

/** 36 random bytes each, in base64url. */
export function makeSecrets(): DevSecrets {
  const made = names.map((name) => [name, randomBytes(36).toString('base64url')] as const)
  return Object.fromEntries(made) as DevSecrets // one entry for each name
}

export interface DevFolder {
  readonly path: string
  readonly secretsPath: string
  readonly secrets: DevSecrets
}

/**
 * Opens `.latchkey/` in `folder`, or makes it: readable by its owner only, kept out of version
 * control, with secrets that are made once. Refuses with the path of a secrets file that is there
 * but unreadable: new secrets would make the kept data useless.
 */
export async function openDevFolder(folder: string): Promise<Outcome<DevFolder, string>> {
  const path = join(folder, '.latchkey')
  const secretsPath = join(path, 'secrets.json')
  await mkdir(path, { recursive: true, mode: 0o700 })
  await chmod(path, 0o700)
  await writeNew(join(path, '.gitignore'), '*\n', 0o644)
  await writeNew(secretsPath, `${JSON.stringify(makeSecrets(), null, 2)}\n`, 0o600)
  await chmod(secretsPath, 0o600)
  const secrets = readSecrets(await readFile(secretsPath, 'utf8'))
  return secrets === null ? refused(secretsPath) : granted({ path, secretsPath, secrets })
}

function readSecrets(text: string): DevSecrets | null {
  try {
    const kept: unknown = JSON.parse(text)
    const isWhole = names.every(
      (name) => typeof (kept as Record<string, unknown> | null)?.[name] === 'string',
    )
    return isWhole ? (kept as DevSecrets) : null
  } catch {
    return null // not JSON: the caller says what that means
  }
}

/** Writes a file that is not there yet, whole or not at all; of two that start together, one makes it. */
async function writeNew(path: string, text: string, mode: number): Promise<void> {
  const draft = `${path}.${randomUUID()}`
  await writeFile(draft, text, { mode })
  await link(draft, path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
  await unlink(draft)
}
