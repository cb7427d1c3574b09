import type { Engine } from '../store/engines/engine.ts'
import { openPostgres, type PostgresOptions } from '../store/engines/postgres/driver.ts'
import { type PlainAddress, readServerAddress } from './server-address.ts'

export interface PostgresDatabase extends Omit<PostgresOptions, 'address' | 'schema'> {
  /** `postgres://user:password@host:5432/name`, or its parts. */
  readonly address: string | PlainAddress
  /** Schema that holds all tables, made if absent; default `latchkey`. */
  readonly schema?: string | undefined
}

/**
 * A PostgreSQL database, for any number of nodes (`latchkey/postgres`). Connects when it is first
 * asked; throws a `Fault` when the address cannot be read.
 *
 * @example const database = createPostgres({ address: 'postgres://app:secret@db.example/identity' })
 */
export function createPostgres({
  address,
  schema = 'latchkey',
  ...more
}: PostgresDatabase): Engine {
  return openPostgres({ ...more, schema, address: readServerAddress(address, 'postgres') })
}
