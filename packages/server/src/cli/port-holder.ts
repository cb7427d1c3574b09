import { readdir, readFile, readlink } from 'node:fs/promises'
import { basename } from 'node:path'

/** A process that listens on a port. */
export interface PortHolder {
  readonly pid: number
  readonly name: string
}

/**
 * Who listens on a TCP port of this machine, or `null` where the system does not tell: another
 * system than Linux, or a process of another user.
 */
export async function findPortHolder(port: number): Promise<PortHolder | null> {
  const sockets = await listeningSockets(port)
  if (sockets.size === 0) return null
  for (const entry of await namesIn('/proc')) {
    if (!/^\d+$/.test(entry)) continue
    if (await holdsOne(entry, sockets)) {
      return { pid: Number(entry), name: await nameOf(entry) }
    }
  }
  return null
}

/** The program's file, as the name of its first thread (`MainThread` in Node) tells nobody anything. */
async function nameOf(pid: string): Promise<string> {
  const program = await readlink(`/proc/${pid}/exe`).catch(() => '')
  return (
    basename(program.replace(/ \(deleted\)$/, '')) || (await textOf(`/proc/${pid}/comm`)).trim()
  )
}

/** Names of the sockets that listen on `port`, as the kernel links them: `socket:[inode]`. */
async function listeningSockets(port: number): Promise<ReadonlySet<string>> {
  const listening = '0A'
  const wanted = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  const tables = await Promise.all(['/proc/net/tcp', '/proc/net/tcp6'].map(textOf))
  const sockets = new Set<string>()
  for (const line of tables.join('\n').split('\n')) {
    const columns = line.trim().split(/\s+/)
    if (columns[1]?.endsWith(wanted) && columns[3] === listening) {
      sockets.add(`socket:[${columns[9]}]`)
    }
  }
  return sockets
}

async function holdsOne(pid: string, sockets: ReadonlySet<string>): Promise<boolean> {
  for (const descriptor of await namesIn(`/proc/${pid}/fd`)) {
    const target = await readlink(`/proc/${pid}/fd/${descriptor}`).catch(() => '')
    if (sockets.has(target)) return true
  }
  return false
}

// Processes come and go while they are looked at, and those of other users stay closed.
async function namesIn(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch(() => [])
}

async function textOf(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '')
}
