import { describe, expect, it } from 'vitest'
import type { DatabaseAddress } from '../config/database-url.ts'
import { Secret } from '../config/secret.ts'
import { Fault } from '../kernel/faults.ts'
import {
  DatabaseTrouble,
  databaseFinding,
  patienceFor,
  SchemaMismatch,
} from './database-finding.ts'

const postgres: DatabaseAddress = {
  engine: 'postgres',
  host: 'db.example',
  port: 5432,
  socket: null,
  user: 'app',
  password: new Secret('canary-password'),
  database: 'identity',
  tls: 'off',
}

function failure(code: string, message = 'driver text with canary-password'): Error {
  return new DatabaseTrouble('x', { cause: Object.assign(new Error(message), { code }) })
}

describe('a database that cannot be used', () => {
  it.each([
    ['ECONNREFUSED', 'database_refused', 'some'],
    ['ETIMEDOUT', 'database_timeout', 'some'],
    ['EHOSTUNREACH', 'database_timeout', 'some'],
    ['ENOTFOUND', 'database_unknown_host', 'some'],
    ['ER_ACCESS_DENIED_ERROR', 'database_sign_in', 'none'],
    ['28P01', 'database_sign_in', 'none'],
    ['3D000', 'database_missing', 'none'],
    ['ER_BAD_DB_ERROR', 'database_missing', 'none'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'database_tls', 'none'],
    ['HANDSHAKE_NO_SSL_SUPPORT', 'database_tls', 'none'],
    ['42501', 'database_rights', 'none'],
    ['ER_TABLEACCESS_DENIED_ERROR', 'database_rights', 'none'],
    ['ENOTDIR', 'database_file', 'none'],
    ['57P03', 'database_failed', 'some'],
  ] as const)('%s is %s and deserves %s patience', (code, told, patience) => {
    expect(databaseFinding(failure(code), postgres).code).toBe(told)
    expect(patienceFor(failure(code))).toBe(patience)
  })

  it('one of several addresses tried tells the reason', () => {
    const refused = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })
    const error = new DatabaseTrouble('x', { cause: new AggregateError([refused], 'all') })
    expect(databaseFinding(error, postgres).code).toBe('database_refused')
  })

  it('a file that cannot be opened is told by its driver’s words', () => {
    const error = failure('ERR_SQLITE_ERROR', 'unable to open database file')
    const finding = databaseFinding(error, { engine: 'sqlite', path: '/no/data.db' })
    expect(finding).toMatchObject({ code: 'database_file', where: '/no/data.db' })
    expect(finding.fix).toContain('ls -l /no/data.db')
  })

  it.each([
    ['Another Latchkey process has /x/data.db open', 'database_locked', 'some'],
    [
      "The database already holds a table users, which is not Latchkey's.",
      'database_foreign',
      'none',
    ],
    ['the database does not answer', 'database_timeout', 'some'],
  ] as const)('our own words “%s” are %s', (words, told, patience) => {
    const error = new DatabaseTrouble('x', { cause: new Fault(words) })
    expect(databaseFinding(error, postgres).code).toBe(told)
    expect(patienceFor(error)).toBe(patience)
  })

  it('what has no words of its own is told by our fault and the driver’s code', () => {
    const driver = Object.assign(new Error('canary text'), { code: '42P07' })
    const refused = new Fault('the database refused a statement', { cause: driver })
    const { code, why } = databaseFinding(new DatabaseTrouble('x', { cause: refused }), postgres)
    expect([code, why]).toEqual(['database_failed', 'the database refused a statement (42P07)'])
  })

  it('REL-07 a damaged file is told as such, and not waited for', () => {
    const error = failure('', '/var/data.db is damaged and is not served')
    expect(databaseFinding(error, { engine: 'sqlite', path: '/var/data.db' })).toMatchObject({
      code: 'database_damaged',
      what: 'The database file is damaged',
    })
    expect(patienceFor(error)).toBe('none')
  })

  it('SEC-117 SEC-119 names place and test command, never the password or the driver’s text', () => {
    const finding = databaseFinding(failure('28P01'), postgres)
    expect(finding.where).toBe('postgres at db.example:5432, database identity')
    expect(finding.fix).toContain('psql -h db.example -p 5432 -U app identity')
    expect(JSON.stringify(finding)).not.toContain('canary')
  })

  it('a schema to be migrated is waited for without end, a newer one never', () => {
    expect(patienceFor(new SchemaMismatch('older'))).toBe('any')
    expect(patienceFor(new SchemaMismatch('newer'))).toBe('none')
    expect(databaseFinding(new SchemaMismatch('newer'), postgres).code).toBe('database_newer')
  })
})
