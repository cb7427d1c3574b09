import { mkdir } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import type { Config } from '../../config/config.ts'
import type { ServerAddress } from '../../config/database-url.ts'
import type { SqliteOptions } from '../../entry/sqlite.ts'
import type { Engine } from '../../store/engines/engine.ts'
import { DatabaseTrouble } from '../database-finding.ts'

type OnAlarm = NonNullable<SqliteOptions['onAlarm']>

/** Opens the configured database; only its own driver is loaded. Throws `DatabaseTrouble`. */
export async function openEngine(
  { database }: Config,
  onAlarm: OnAlarm = () => {},
): Promise<Engine> {
  const { address, namespace, schema } = database
  try {
    switch (address.engine) {
      case 'sqlite':
        return await openSqlite(address.path, namespace, onAlarm)
      case 'mysql': {
        const { createMysql } = await import('../../entry/mysql.ts')
        return await reached(createMysql({ address: plain(address), namespace }))
      }
      case 'postgres': {
        const { createPostgres } = await import('../../entry/postgres.ts')
        return await reached(createPostgres({ address: plain(address), schema }))
      }
    }
  } catch (error) {
    throw new DatabaseTrouble('the database could not be opened', { cause: error })
  }
}

async function openSqlite(path: string, namespace: string, onAlarm: OnAlarm): Promise<Engine> {
  const { createSqlite } = await import('../../entry/sqlite.ts')
  const isFile = path !== ':memory:'
  const file = isFile ? resolve(path) : path
  if (isFile) await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  return reached(createSqlite({ file, namespace, onAlarm }))
}

/** A driver connects, and knows what is wrong with a file, when it is first asked: ask now, so that trouble shows here. */
async function reached(engine: Engine): Promise<Engine> {
  try {
    await engine.ping()
    return engine
  } catch (error) {
    await engine.close()
    throw error
  }
}

function plain({ password, ...address }: ServerAddress) {
  return { ...address, password: password.reveal() }
}
