import type { Config } from '../../config/config.ts'
import { systemDelay } from '../../mail/delay.ts'
import { loadCommonPasswords } from '../../passwords/load-common-passwords.ts'
import { createPasswordHasher } from '../../passwords/password-hasher.ts'
import { createLatchkey } from '../../server.ts'
import { createSqlStore } from '../../store/sql-store.ts'
import { createPeople } from '../people.ts'
import type { Administration } from '../runtime-contract.ts'
import { readVersion } from '../version.ts'
import { prepareSchema } from './database.ts'
import { createLineWriter } from './line-writer.ts'
import { openEngine } from './open-engine.ts'
import { createServerLog } from './server-log.ts'
import { systemClock, systemRandom } from './system.ts'

/** Accounts of the configured database, without a listening server. */
export async function openAdministration(
  config: Config,
  audience: string,
): Promise<Administration> {
  const engine = await openEngine(config)
  const lines = createLineWriter(process.stderr)
  const log = createServerLog(config.log, lines)
  const store = createSqlStore(engine, {
    clock: systemClock,
    random: systemRandom,
    onFault: (fault) => log.error('store.background_failed', fault),
  })
  const hasher = createPasswordHasher({ scheme: config.policy.password.scheme, bcryptCost: 10 })
  const close = async (): Promise<void> => {
    await hasher.close()
    await store.close()
    await lines.close()
  }
  try {
    await prepareSchema(engine, config)
    const { usecases } = createLatchkey(config, {
      store,
      clock: systemClock,
      random: systemRandom,
      hasher,
      commonPasswords: await loadCommonPasswords(config.policy.password.refusesCommon),
      log,
      access: null,
      inbox: null,
      pages: new Map(),
      delay: systemDelay,
      version: readVersion(),
    })
    return { people: createPeople({ usecases, store, audience }), close }
  } catch (error) {
    await close()
    throw error
  }
}
