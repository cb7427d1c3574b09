import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { chmod, chown, mkdir, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'

/** Whose process a server is; empty for whoever runs the tests. */
export interface Owner {
  readonly uid?: number
  readonly gid?: number
}

/** How one kind of database server is made and run. */
export interface Recipe {
  /** Makes its data in a folder; answers whose process it has to be. */
  install(folder: string): Promise<Owner>
  command(folder: string, port: number): readonly [command: string, args: readonly string[]]
  readonly signals: Readonly<Record<'shutdown' | 'crash', NodeJS.Signals>>
  url(port: number): string
}

const name = 'latchkey'
const isRoot = process.getuid?.() === 0

/** MariaDB, if it is installed. */
export function mariadb(): Recipe | null {
  const [server, installer] = [findCommand('mariadbd'), findCommand('mariadb-install-db')]
  if (server === null || installer === null) return null
  // It runs as root only when told so.
  const common = ['--no-defaults', ...(isRoot ? ['--user=root'] : [])]
  const dataOf = (folder: string): string => `--datadir=${join(folder, 'data')}`
  return {
    async install(folder) {
      const accounts = [
        `CREATE DATABASE IF NOT EXISTS ${name} CHARACTER SET utf8mb4;`,
        `CREATE USER IF NOT EXISTS ${name}@'127.0.0.1' IDENTIFIED BY '${name}';`,
        `GRANT ALL ON ${name}.* TO ${name}@'127.0.0.1';`,
      ]
      await writeFile(join(folder, 'accounts.sql'), accounts.join('\n'))
      run(installer, [...common, dataOf(folder), '--skip-test-db'])
      return {}
    },
    command: (folder, port) => [
      server,
      [
        ...common,
        dataOf(folder),
        `--init-file=${join(folder, 'accounts.sql')}`,
        `--socket=${join(folder, 'socket')}`,
        `--pid-file=${join(folder, 'server.pid')}`,
        '--bind-address=127.0.0.1',
        `--port=${port}`,
        '--skip-name-resolve',
        '--innodb-buffer-pool-size=32M',
        '--innodb-log-file-size=16M',
        '--performance-schema=OFF',
      ],
    ],
    signals: { shutdown: 'SIGTERM', crash: 'SIGKILL' },
    url: (port) => `mysql://${name}:${name}@127.0.0.1:${port}/${name}`,
  }
}

/** PostgreSQL, if it is installed. */
export function postgres(): Recipe | null {
  const folders = versionFolders()
  const [server, installer] = [findCommand('postgres', folders), findCommand('initdb', folders)]
  if (server === null || installer === null) return null
  return {
    async install(folder) {
      const password = join(folder, 'password')
      const data = join(folder, 'data')
      await writeFile(password, name)
      await mkdir(data)
      const owner = postgresOwner()
      if (owner.uid !== undefined) {
        await chmod(folder, 0o755)
        for (const path of [password, data]) await chown(path, owner.uid, owner.gid ?? owner.uid)
      }
      const access = [`--username=${name}`, `--pwfile=${password}`, '--auth=scram-sha-256']
      run(installer, [`--pgdata=${data}`, ...access, '--encoding=UTF8', '--locale=C'], owner)
      return owner
    },
    command: (folder, port) => [
      server,
      [
        ...['-D', join(folder, 'data')],
        ...['-c', 'listen_addresses=127.0.0.1', '-c', `port=${port}`],
        ...['-c', 'unix_socket_directories=', '-c', 'shared_buffers=32MB'],
      ],
    ],
    // Fast: it ends open connections. Immediate: it writes nothing any more, and recovers at its start.
    signals: { shutdown: 'SIGINT', crash: 'SIGQUIT' },
    url: (port) => `postgres://${name}:${name}@127.0.0.1:${port}/postgres`,
  }
}

/** PostgreSQL refuses to be root. */
function postgresOwner(): Owner {
  if (!isRoot) return {}
  const id = (kind: '-u' | '-g') => Number(execFileSync('id', [kind, 'postgres']).toString())
  return { uid: id('-u'), gid: id('-g') }
}

/** Where Debian keeps PostgreSQL, newest first. */
function versionFolders(): readonly string[] {
  const root = '/usr/lib/postgresql'
  if (!existsSync(root)) return []
  const versions = readdirSync(root).sort((a, b) => Number(b) - Number(a))
  return versions.map((version) => join(root, version, 'bin'))
}

function findCommand(command: string, before: readonly string[] = []): string | null {
  const folders = [...before, ...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin']
  const path = folders.map((folder) => join(folder, command)).find((each) => existsSync(each))
  return path ?? null
}

function run(command: string, args: readonly string[], owner: Owner = {}): void {
  execFileSync(command, args, { stdio: 'pipe', cwd: '/', ...owner })
}
