import type { Engine } from '../store/engines/engine.ts'
import { type MysqlOptions, openMysql } from '../store/engines/mysql/driver.ts'

/** A MySQL or MariaDB database, for any number of nodes (`latchkey/mysql`). */
export function createMysql(options: MysqlOptions): Engine {
  return openMysql(options)
}

export type { MysqlOptions }
