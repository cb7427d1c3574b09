import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createSqlite } from '../../src/entry/sqlite.ts'
import type { Engine, StatementListener } from '../../src/store/engines/engine.ts'

/** A database that several processes of a test open one after another, or at once. */
export interface TestPlace {
  readonly name: string
  readonly engine: 'sqlite' | 'mysql' | 'postgres'
  readonly isThere: boolean
  /** Path, or address of the server. */
  readonly url: string
  /** Keeps tests apart that share a server: prefix of table names, or schema. */
  readonly namespace: string
}

const mysqlUrl = process.env['LATCHKEY_TEST_MYSQL_URL'] ?? ''
const postgresUrl = process.env['LATCHKEY_TEST_POSTGRES_URL'] ?? ''

export const testPlaces: readonly TestPlace[] = [
  { name: 'SQLite', engine: 'sqlite', isThere: true, url: '', namespace: '' },
  { name: 'MySQL', engine: 'mysql', isThere: mysqlUrl !== '', url: mysqlUrl, namespace: '' },
  {
    name: 'Postgres',
    engine: 'postgres',
    isThere: postgresUrl !== '',
    url: postgresUrl,
    namespace: '',
  },
]

export interface PreparedPlace {
  readonly place: TestPlace
  remove(): Promise<void>
}

/** Makes room of its own for one test. */
export async function prepareTestPlace(place: TestPlace): Promise<PreparedPlace> {
  if (place.engine === 'sqlite') {
    const folder = await mkdtemp(join(tmpdir(), 'latchkey-place-'))
    return {
      place: { ...place, url: join(folder, 'test.db') },
      remove: () => rm(folder, { recursive: true, force: true }),
    }
  }
  const own = { ...place, namespace: `t${crypto.randomUUID().slice(0, 8)}` }
  return { place: own, remove: () => clear(own) }
}

/** Suites ask a thousand things at once, and wait for all of them. */
const queue = { waiters: 2000, waitMs: 30_000 } as const

export async function openTestEngine(
  place: TestPlace,
  onStatement: StatementListener = () => {},
): Promise<Engine> {
  switch (place.engine) {
    case 'sqlite':
      return createSqlite({ file: place.url, onStatement })
    case 'mysql': {
      const { createMysql } = await import('../../src/entry/mysql.ts')
      return createMysql({
        address: addressOf(place.url, 3306),
        namespace: place.namespace,
        ...queue,
        onStatement,
      })
    }
    case 'postgres': {
      const { createPostgres } = await import('../../src/entry/postgres.ts')
      return createPostgres({
        address: addressOf(place.url, 5432),
        schema: place.namespace,
        ...queue,
        onStatement,
      })
    }
  }
}

function addressOf(text: string, usualPort: number) {
  const url = new URL(text)
  return {
    host: url.hostname,
    port: url.port === '' ? usualPort : Number(url.port),
    socket: null,
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    database: url.pathname.slice(1),
    tls: 'off',
  } as const
}

async function clear(place: TestPlace): Promise<void> {
  const engine = await openTestEngine(place)
  if (place.engine === 'postgres')
    await engine.execute(`DROP SCHEMA IF EXISTS "${place.namespace}" CASCADE`)
  else {
    const { tableNames } = await import('../../src/store/schema/database.ts')
    for (const name of tableNames) {
      await engine.execute(`DROP TABLE IF EXISTS \`${place.namespace}_${name}\``)
    }
  }
  await engine.close()
}
