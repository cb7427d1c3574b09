import { addressForms, readDatabaseUrl, type ServerAddress } from '../config/database-url.ts'
import { Fault } from '../kernel/faults.ts'

/** The parts of a server's address, with its password in clear for the driver. */
export type PlainAddress = Omit<ServerAddress, 'engine' | 'password'> & {
  readonly password: string
}

/**
 * Reads an address as `DATABASE_URL` has it; parts stay as they are. Throws a `Fault` that says which
 * form was expected and never repeats the text, because it holds a password (SEC-119).
 */
export function readServerAddress(
  address: string | PlainAddress,
  engine: 'mysql' | 'postgres',
): PlainAddress {
  if (typeof address !== 'string') return address
  const read = readDatabaseUrl(address, engine)
  if (!read.granted || read.value.engine === 'sqlite') {
    throw new Fault(`The address of the database should look like this: ${addressForms[engine]}`)
  }
  const { host, port, socket, user, password, database, tls } = read.value
  return { host, port, socket, user, password: password.reveal(), database, tls }
}
