import type { Engine } from '../store/engines/engine.ts'
import { type MysqlOptions, openMysql } from '../store/engines/mysql/driver.ts'
import { type PlainAddress, readServerAddress } from './server-address.ts'

export interface MysqlDatabase extends Omit<MysqlOptions, 'address'> {
  /** `mysql://user:password@host:3306/name`, the Go driver's form of it, or its parts. */
  readonly address: string | PlainAddress
}

/**
 * A MySQL or MariaDB database, for any number of nodes (`latchkey/mysql`). Connects when it is first
 * asked; throws a `Fault` when the address cannot be read.
 *
 * @example const database = createMysql({ address: 'mysql://app:secret@db.example/identity' })
 */
export function createMysql({ address, ...more }: MysqlDatabase): Engine {
  return openMysql({ ...more, address: readServerAddress(address, 'mysql') })
}
