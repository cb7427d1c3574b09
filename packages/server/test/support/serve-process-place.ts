import { anyFreePort } from '../../src/cli/free-port.ts'
import { strongSecrets } from './configuration.ts'
import { prepareTestPlace, type TestPlace } from './open-test-engine.ts'
import type { Environment } from './serve-process.ts'

/** A database that nobody has touched, and what a command needs to find it. */
export interface ServePlace {
  readonly place: TestPlace
  readonly env: Environment
  remove(): Promise<void>
}

/** The least that a server on a database says nothing about, with an end that waits for no proxy. */
export async function prepareServePlace(
  place: TestPlace,
  more: Environment = {},
): Promise<ServePlace> {
  const prepared = await prepareTestPlace(place)
  const { engine, url, namespace } = prepared.place
  const apart = engine === 'postgres' ? 'LATCHKEY_DB_SCHEMA' : 'GOTRUE_DB_NAMESPACE'
  return {
    place: prepared.place,
    env: {
      ...strongSecrets,
      ...(namespace === '' ? {} : { [apart]: namespace }),
      DATABASE_URL: url,
      GOTRUE_SITE_URL: 'https://acme.example',
      GOTRUE_MAILER_AUTOCONFIRM: 'true',
      GOTRUE_API_HOST: '127.0.0.1',
      GOTRUE_API_PORT: '0',
      LATCHKEY_DRAIN_DELAY: '0s',
      ...more,
    },
    remove: prepared.remove,
  }
}

/** A port that is free now, for tests that ask before a server has said where it listens. */
export function freePort(): Promise<number> {
  return anyFreePort('127.0.0.1')
}
