import { type DatabaseAddress, describeAddress } from '../config/database-url.ts'
import { Fault } from '../kernel/faults.ts'
import { type CircumstanceCode, circumstanceTexts } from './problem-texts.ts'
import type { Finding } from './report.ts'

/** A database that could not be opened; `cause` is what its driver said. */
export class DatabaseTrouble extends Fault {
  override readonly name = 'DatabaseTrouble'
}

/** A database whose schema this program must not serve. */
export class SchemaMismatch extends Fault {
  override readonly name = 'SchemaMismatch'
  readonly state: 'older' | 'newer'

  constructor(state: 'older' | 'newer') {
    super(`the schema is ${state} than this program`)
    this.state = state
  }
}

/** Codes of Node, SQLite, MySQL (https://dev.mysql.com/doc/mysql-errors) and Postgres (appendix A). */
const codes: Readonly<Record<string, CircumstanceCode>> = {
  ECONNREFUSED: 'database_refused',
  ENOENT: 'database_refused',
  ENOTDIR: 'database_file',
  EEXIST: 'database_file',
  EACCES: 'database_file',
  EROFS: 'database_file',
  ETIMEDOUT: 'database_timeout',
  EHOSTUNREACH: 'database_timeout',
  ENETUNREACH: 'database_timeout',
  CONNECT_TIMEOUT: 'database_timeout',
  ENOTFOUND: 'database_unknown_host',
  EAI_AGAIN: 'database_unknown_host',
  ER_ACCESS_DENIED_ERROR: 'database_sign_in',
  ER_ACCESS_DENIED_NO_PASSWORD_ERROR: 'database_sign_in',
  ER_DBACCESS_DENIED_ERROR: 'database_sign_in',
  '28P01': 'database_sign_in',
  '28000': 'database_sign_in',
  ER_TABLEACCESS_DENIED_ERROR: 'database_rights',
  '42501': 'database_rights',
  ER_BAD_DB_ERROR: 'database_missing',
  '3D000': 'database_missing',
  HANDSHAKE_NO_SSL_SUPPORT: 'database_tls',
  HANDSHAKE_SSL_ERROR: 'database_tls',
  SELF_SIGNED_CERT_IN_CHAIN: 'database_tls',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'database_tls',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'database_tls',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'database_tls',
  CERT_HAS_EXPIRED: 'database_tls',
  ERR_TLS_CERT_ALTNAME_INVALID: 'database_tls',
}

/** Words of drivers that give no code. */
const words: readonly (readonly [RegExp, CircumstanceCode])[] = [
  [/unable to open database file|attempt to write a readonly database/i, 'database_file'],
  [/database is locked|Another Latchkey process has/i, 'database_locked'],
  [/is damaged/i, 'database_damaged'],
  [/which is not Latchkey's/, 'database_foreign'],
  [/does not support SSL|SSL is not enabled/i, 'database_tls'],
  [/timeout|timed out|does not answer/i, 'database_timeout'],
]

/** Trouble that may pass by itself, so that waiting makes sense (REL-18). */
const passing: ReadonlySet<CircumstanceCode> = new Set([
  'database_refused',
  'database_timeout',
  'database_unknown_host',
  'database_locked',
  'database_failed',
])

/** Trouble in which connecting by hand teaches nothing. */
const connected: ReadonlySet<CircumstanceCode> = new Set([
  'database_locked',
  'database_damaged',
  'database_rights',
  'database_foreign',
  'database_newer',
  'database_older',
])

/** Why the database could not be used, without its password or the driver's own text (SEC-117). */
export function databaseFinding(error: unknown, address: DatabaseAddress): Finding {
  const code = codeOf(error)
  const { title, why, fix } = circumstanceTexts[code]
  const test = connected.has(code) ? '' : testCommand(address)
  return {
    code,
    name: '',
    where: describeAddress(address),
    what: title,
    why: code === 'database_failed' || code === 'database_foreign' ? ownWords(error, why) : why,
    fix: test === '' ? fix : `${fix}\nto test it: ${test}`,
  }
}

/** What the innermost fault of ours says, with the driver's code if it has one. */
function ownWords(error: unknown, otherwise: string): string {
  let told = otherwise
  for (const each of chainOf(error)) {
    const { code } = each as { readonly code?: unknown }
    if (each instanceof Fault) told = each.message
    else if (typeof code === 'string') return `${told} (${code})`
  }
  return told
}

/** An error and its causes, as deep as anybody nests them. */
function chainOf(error: unknown): readonly Error[] {
  const chain: Error[] = []
  for (let each = error; each instanceof Error && chain.length < 8; each = each.cause) {
    chain.push(each)
  }
  return chain
}

/**
 * How long waiting may help: a database that cannot be reached deserves some time, one that a person
 * is about to migrate any time, anything else none (REL-18, model 7).
 */
export function patienceFor(error: unknown): 'none' | 'some' | 'any' {
  const code = codeOf(error)
  if (code === 'database_older') return 'any'
  return passing.has(code) ? 'some' : 'none'
}

function codeOf(error: unknown): CircumstanceCode {
  if (error instanceof SchemaMismatch) return `database_${error.state}`
  for (const each of chainOf(error)) {
    const inner = each instanceof AggregateError ? each.errors : []
    for (const one of [each, ...inner]) {
      const known = codes[String((one as { code?: unknown }).code ?? '')]
      if (known !== undefined) return known
    }
    const { message } = each
    const spoken = words.find(([pattern]) => pattern.test(message))
    if (spoken !== undefined) return spoken[1]
  }
  return 'database_failed'
}

/** A command that tries the same without Latchkey; it asks for the password itself. */
function testCommand(address: DatabaseAddress): string {
  if (address.engine === 'sqlite') return address.path === ':memory:' ? '' : `ls -l ${address.path}`
  const { host, port, user, database, socket } = address
  if (address.engine === 'postgres')
    return `psql -h ${socket ?? host} -p ${port} -U ${user} ${database}`
  const place = socket === null ? `-h ${host} -P ${port}` : `-S ${socket}`
  return `mysql ${place} -u ${user} -p ${database}`
}
