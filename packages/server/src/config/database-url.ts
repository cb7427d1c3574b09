import { granted, type Outcome, refused } from '../kernel/outcome.ts'
import { splitOnce } from './readers.ts'
import { Secret } from './secret.ts'

/** Where the data lives, as the engines take it. */
export type DatabaseAddress = SqliteAddress | ServerAddress

export interface SqliteAddress {
  readonly engine: 'sqlite'
  /** A path as given, or `:memory:`. */
  readonly path: string
}

export interface ServerAddress {
  readonly engine: 'mysql' | 'postgres'
  readonly host: string
  readonly port: number
  /** Path of a Unix socket, or `null`: host and port then do not count. */
  readonly socket: string | null
  readonly user: string
  readonly password: Secret
  readonly database: string
  /** Encrypted with a checked certificate, encrypted without a check, or in clear (SEC-126). */
  readonly tls: 'verified' | 'unverified' | 'off'
}

export type Engine = DatabaseAddress['engine']

/** Why an address is none; `expected` never repeats it, because it holds a password. */
export interface AddressFlaw {
  readonly kind: 'unreadable' | 'other_engine' | 'cloudsql'
  readonly expected: string
}

/** How an address of each engine looks. */
export const addressForms: Readonly<Record<Engine, string>> = {
  sqlite: 'a path such as /var/lib/latchkey/data.db',
  mysql: 'user:password@tcp(host:3306)/name or mysql://user:password@host:3306/name',
  postgres: 'postgres://user:password@host:5432/name',
}

/**
 * Reads `DATABASE_URL`: a path, the Go driver's data source name, or a URL (decisions 4). `named` is
 * what the operator says the engine is, or `null` to go by the address.
 */
export function readDatabaseUrl(
  text: string,
  named: Engine | null,
): Outcome<DatabaseAddress, AddressFlaw> {
  const told = engineOf(text)
  const engine = named ?? told ?? 'sqlite'
  if (told !== null && told !== engine) {
    return refused({ kind: 'other_engine', expected: addressForms[engine] })
  }
  if (/cloudsql\(/.test(text)) return refused({ kind: 'cloudsql', expected: cloudsqlForm })
  const address = engine === 'sqlite' ? readPath(text) : readServer(text, engine)
  if (address === null) return refused({ kind: 'unreadable', expected: addressForms[engine] })
  return granted(address)
}

const cloudsqlForm = 'user:password@unix(/cloudsql/project:region:instance)/name'

/** The address without its password and parameters, fit for logs (SEC-119). */
export function describeAddress(address: DatabaseAddress): string {
  if (address.engine === 'sqlite') return address.path
  const place = address.socket ?? `${address.host}:${address.port}`
  return `${address.engine} at ${place}, database ${address.database}`
}

const schemes: Readonly<Record<string, Engine>> = {
  postgres: 'postgres',
  postgresql: 'postgres',
  mysql: 'mysql',
  mariadb: 'mysql',
  sqlite: 'sqlite',
  sqlite3: 'sqlite',
  file: 'sqlite',
}

function engineOf(text: string): Engine | null {
  const scheme = /^([a-z0-9]+):/i.exec(text)?.[1]?.toLowerCase() ?? ''
  const known = Object.hasOwn(schemes, scheme) && /^[a-z0-9]+:(?:\/\/|[^@]*$)/i.test(text)
  if (known) return schemes[scheme] ?? null
  return /^(?:[^/]*@)?(?:tcp6?|unix|cloudsql)\(|^[^/@]*:[^@]*@[^@]*\//.test(text) ? 'mysql' : null
}

function readPath(text: string): SqliteAddress | null {
  const path = text.replace(/^(?:sqlite3?|file):(?:\/\/)?/, '')
  const isPath = path !== '' && !/^[a-z][a-z0-9+.-]+:\/\//i.test(path) && !path.includes('\0')
  return isPath ? { engine: 'sqlite', path } : null
}

function readServer(text: string, engine: 'mysql' | 'postgres'): ServerAddress | null {
  const isGoName = engine === 'mysql' && (!text.includes('://') || /\([^)]*\)\//.test(text))
  return isGoName ? readGoName(text.replace(/^mysql:\/\//, '')) : readUrl(text, engine)
}

/** `[user[:password]@][protocol[(address)]]/name[?parameters]`, as the Go driver for MySQL reads it. */
function readGoName(text: string): ServerAddress | null {
  const slash = text.lastIndexOf('/')
  const at = text.lastIndexOf('@', slash)
  const place = readPlace(text.slice(at + 1, Math.max(slash, 0)))
  const [database, query] = splitOnce(text.slice(slash + 1), '?')
  if (slash < 0 || place === null || database === '') return null
  const [user, password] = splitOnce(text.slice(0, Math.max(at, 0)), ':')
  return {
    engine: 'mysql',
    ...place,
    user,
    password: new Secret(password ?? ''),
    database,
    tls: tlsOf(new URLSearchParams(query ?? '').get('tls')),
  }
}

/** `tcp(host:port)`, `unix(path)`, a bare protocol, or nothing. */
function readPlace(text: string): Pick<ServerAddress, 'host' | 'port' | 'socket'> | null {
  const found = /^(?:(?:tcp6?)?(?:\((?<tcp>[^()]+)\))?|unix\((?<socket>\/[^()]+)\))$/.exec(text)
  if (found === null) return null
  const { tcp = '', socket = null } = found.groups ?? {}
  const address = /^(?:\[(?<six>[^\]]+)\]|(?<host>[^:[\]]*))(?::(?<port>\d{1,5}))?$/.exec(
    tcp,
  )?.groups
  if (address === undefined || Number(address['port'] ?? 0) > 65_535) return null
  const host = address['six'] ?? address['host'] ?? ''
  return { host: host || '127.0.0.1', port: Number(address['port'] ?? 3306), socket }
}

function readUrl(text: string, engine: 'mysql' | 'postgres'): ServerAddress | null {
  const url = URL.parse(text)
  if (url === null || url.hash !== '') return null
  const database = decoded(url.pathname.slice(1))
  const user = decoded(url.username)
  const password = decoded(url.password)
  if (database === null || user === null || password === null || database === '') return null
  const parameters = url.searchParams
  const place = parameters.get(engine === 'postgres' ? 'host' : 'socket')
  return {
    engine,
    host: url.hostname.replace(/^\[|\]$/g, '') || '127.0.0.1',
    port: Number(url.port || defaultPorts[engine]),
    socket: place?.startsWith('/') ? place : null,
    user,
    password: new Secret(password),
    database,
    tls: tlsOf(parameters.get('sslmode') ?? parameters.get('ssl-mode') ?? parameters.get('tls')),
  }
}

const defaultPorts = { mysql: 3306, postgres: 5432 } as const

const unverified: ReadonlySet<string> = new Set(['skip-verify', 'no-verify', 'unverified'])
const clear: ReadonlySet<string> = new Set([
  '',
  'false',
  'disable',
  'disabled',
  'allow',
  'prefer',
  'preferred',
])

/** Whoever asks for encryption gets a checked certificate, `require` included (SEC-126). */
function tlsOf(mode: string | null): ServerAddress['tls'] {
  const asked = (mode ?? '').toLowerCase()
  if (clear.has(asked)) return 'off'
  return unverified.has(asked) ? 'unverified' : 'verified'
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text)
  } catch {
    return null // a lone % in a password: the caller says what form is expected
  }
}
