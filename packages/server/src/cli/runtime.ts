import type { Config } from '../config/config.ts'
import type { Administration, Database, Runtime, RuntimeOptions } from './runtime-contract.ts'

/**
 * Starts a server and resolves once it takes requests. Liveness answers before the database does
 * (REL-18). Throws `DatabaseTrouble`, `SchemaMismatch`, or the system's error when it cannot listen.
 */
export async function startRuntime(config: Config, options: RuntimeOptions): Promise<Runtime> {
  const { start } = await import('./runtime/start.ts')
  return start(config, options)
}

/** Opens the database as it is, whatever its schema. Throws `DatabaseTrouble`. */
export async function openDatabase(config: Config): Promise<Database> {
  const { openConfiguredDatabase } = await import('./runtime/database.ts')
  return openConfiguredDatabase(config)
}

/** Throws `DatabaseTrouble` or `SchemaMismatch`. */
export async function openAdministration(
  config: Config,
  audience: string,
): Promise<Administration> {
  const administration = await import('./runtime/administration.ts')
  return administration.openAdministration(config, audience)
}
