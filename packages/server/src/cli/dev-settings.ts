import { join, relative } from 'node:path'
import type { GivenFlag } from '../config/sources.ts'
import { granted, type Outcome, refused } from '../kernel/outcome.ts'
import { makeSecrets, openDevFolder } from './dev-folder.ts'
import type { Additions } from './read-config.ts'
import type { Shell } from './shell.ts'

export interface DevFlags {
  readonly port?: string
  readonly smtpPort?: string
  readonly db?: string
  readonly memory?: boolean
  readonly seed?: string
  readonly open?: boolean
}

/** What a development server decides by itself, whatever the environment says. */
export interface DevPlace {
  /** Path of the database file; `null`: in memory. */
  readonly data: string | null
  readonly additions: (port: number | null) => Additions
}

/** Where the data and the secrets lie; refuses with the path of a secrets file that is unreadable. */
export async function choosePlace(
  shell: Shell,
  flags: DevFlags,
): Promise<Outcome<DevPlace, string>> {
  if (flags.memory === true) {
    const kept = { path: 'memory', values: makeSecrets() }
    return granted({ data: null, additions: (port) => additionsOf(flags, ':memory:', port, kept) })
  }
  const folder = await openDevFolder(shell.folder)
  if (!folder.granted) return refused(folder.reason)
  const data = flags.db ?? relative(shell.folder, join(folder.value.path, 'dev.db'))
  const path = relative(shell.folder, folder.value.secretsPath)
  const kept = { path, values: folder.value.secrets }
  return granted({ data, additions: (port) => additionsOf(flags, data, port, kept) })
}

/**
 * Production's database and mail server are never used, also when the environment names them; the
 * site is this server itself unless the environment says where it is.
 */
function additionsOf(
  flags: DevFlags,
  data: string,
  port: number | null,
  kept: { readonly path: string; readonly values: Readonly<Record<string, string>> },
): Additions {
  const given: GivenFlag[] = [
    { flag: '--db', name: 'GOTRUE_DB_DATABASE_URL', value: data },
    { flag: '--db', name: 'GOTRUE_DB_DRIVER', value: 'sqlite' },
    { flag: '--smtp-port', name: 'GOTRUE_SMTP_HOST', value: '' },
  ]
  const wanted = port === null ? flags.port : String(port)
  if (wanted !== undefined) given.push({ flag: '--port', name: 'GOTRUE_API_PORT', value: wanted })
  const url = `http://localhost:${wanted ?? 9999}`
  given.push({ flag: '--port', name: 'GOTRUE_API_EXTERNAL_URL', value: url })
  return { flags: given, kept: { ...kept, values: { ...kept.values, GOTRUE_SITE_URL: url } } }
}
