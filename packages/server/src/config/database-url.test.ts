import { describe, expect, it } from 'vitest'
import {
  type DatabaseAddress,
  describeAddress,
  type Engine,
  readDatabaseUrl,
} from './database-url.ts'

function read(text: string, engine: Engine | null = null): DatabaseAddress {
  const address = readDatabaseUrl(text, engine)
  if (!address.granted) throw new Error(address.reason.kind)
  return address.value
}

function plain(address: DatabaseAddress): object {
  return address.engine === 'sqlite' ? address : { ...address, password: address.password.reveal() }
}

describe('DATABASE_URL', () => {
  it.each([
    ['data.db', 'data.db'],
    ['/var/lib/data.db', '/var/lib/data.db'],
    ['./data/users@home.db', './data/users@home.db'],
    [':memory:', ':memory:'],
    ['file:data.db', 'data.db'],
    ['sqlite:data.db', 'data.db'],
    ['sqlite:///var/lib/data.db', '/var/lib/data.db'],
    ['file:///var/lib/data.db', '/var/lib/data.db'],
  ])('%s is a file of SQLite', (text, path) => {
    expect(read(text)).toEqual({ engine: 'sqlite', path })
  })

  const mysql = {
    engine: 'mysql',
    host: 'db.example',
    port: 3306,
    socket: null,
    user: 'app',
    password: 'p@ss:w/rd',
    database: 'identity',
    tls: 'off',
  }

  it.each([
    ['app:p@ss:w/rd@tcp(db.example:3306)/identity?parseTime=true&multiStatements=true', mysql],
    ['mysql://app:p@ss:w/rd@tcp(db.example)/identity', mysql],
    ['mysql://app:p%40ss%3Aw%2Frd@db.example/identity', mysql],
    ['mariadb://app:p%40ss%3Aw%2Frd@db.example:3306/identity', mysql],
    ['app@tcp(db.example:3307)/identity', { ...mysql, port: 3307, password: '' }],
    ['app:x@tcp([2001:db8::1]:3306)/identity', { ...mysql, host: '2001:db8::1', password: 'x' }],
    ['app:a?b@tcp(db.example)/identity?x=y', { ...mysql, password: 'a?b' }],
    ['app:x@/identity', { ...mysql, host: '127.0.0.1', password: 'x' }],
    ['app:x@tcp/identity', { ...mysql, host: '127.0.0.1', password: 'x' }],
    [
      'app:x@unix(/run/mysqld/mysqld.sock)/identity',
      { ...mysql, host: '127.0.0.1', socket: '/run/mysqld/mysqld.sock', password: 'x' },
    ],
    ['app:x@tcp(db.example)/identity?tls=true', { ...mysql, password: 'x', tls: 'verified' }],
    [
      'app:x@tcp(db.example)/identity?tls=skip-verify',
      { ...mysql, password: 'x', tls: 'unverified' },
    ],
    ['app:x@tcp(db.example)/identity?tls=false', { ...mysql, password: 'x' }],
  ])('%s is MySQL', (text, address) => {
    expect(plain(read(text))).toEqual(address)
  })

  const postgres = { ...mysql, engine: 'postgres', port: 5432, password: 'x' }

  it.each([
    ['postgres://app:x@db.example/identity', postgres],
    ['postgresql://app:x@db.example:6543/identity', { ...postgres, port: 6543 }],
    ['postgres://app:x@[::1]/identity', { ...postgres, host: '::1' }],
    [
      'postgres:///identity?host=/var/run/postgresql',
      { ...postgres, host: '127.0.0.1', socket: '/var/run/postgresql', user: '', password: '' },
    ],
    ['postgres://app:x@db.example/identity?sslmode=disable', postgres],
    ['postgres://app:x@db.example/identity?sslmode=verify-full', { ...postgres, tls: 'verified' }],
    ['postgres://app:x@db.example/identity?sslmode=no-verify', { ...postgres, tls: 'unverified' }],
  ])('%s is Postgres', (text, address) => {
    expect(plain(read(text))).toEqual(address)
  })

  it('SEC-126 whoever asks Postgres for encryption gets a checked certificate', () => {
    expect(read('postgres://app:x@db.example/identity?sslmode=require')).toMatchObject({
      tls: 'verified',
    })
  })

  it.each([
    ['postgres://app:x@db.example/identity', 'mysql', 'other_engine'],
    ['app:x@tcp(db.example)/identity', 'sqlite', 'other_engine'],
    ['mysql://app:x@db.example/identity', 'postgres', 'other_engine'],
    ['/var/lib/data.db', 'mysql', 'unreadable'],
    ['redis://db.example/0', null, 'unreadable'],
    ['', null, 'unreadable'],
    ['app:x@tcp(db.example)', 'mysql', 'unreadable'],
    ['app:x@tcp(db.example)/', 'mysql', 'unreadable'],
    ['app:x@unix()/identity', 'mysql', 'unreadable'],
    ['app:x@tcp(db.example:99999)/identity', 'mysql', 'unreadable'],
    ['app:x@ftp(db.example)/identity', 'mysql', 'unreadable'],
    ['postgres://app:x@db.example/', 'postgres', 'unreadable'],
    ['postgres://app:half%zz@db.example/identity', 'postgres', 'unreadable'],
    ['postgres://app:with#hash@db.example/identity', 'postgres', 'unreadable'],
    ['postgres://app:x@db.example:99999/identity', 'postgres', 'unreadable'],
    ['app:x@cloudsql(project:region:name)/identity', null, 'cloudsql'],
  ] as const)('%s for %s is refused: %s', (text, engine, kind) => {
    const address = readDatabaseUrl(text, engine)
    expect(address).toMatchObject({ granted: false, reason: { kind } })
    expect(JSON.stringify(address)).not.toContain('app:')
  })

  it('SEC-119 is described without its password', () => {
    const address = read('mysql://app:canary@db.example/identity')
    expect(describeAddress(address)).toBe('mysql at db.example:3306, database identity')
    expect(JSON.stringify(address)).not.toContain('canary')
  })
})
