import { describe, expect, it } from 'vitest'
import type { DatabaseAddress } from '../config/database-url.ts'
import { Secret } from '../config/secret.ts'
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
