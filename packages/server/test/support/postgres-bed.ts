import type { StatementListener } from '../../src/store/engines/engine.ts'
import type { EngineBed } from './engines.ts'
import { openTestEngine, prepareTestPlace } from './open-test-engine.ts'

/** A schema of its own in the database that the address names. */
export async function openBed(url: string, onStatement: StatementListener): Promise<EngineBed> {
  const place = { name: 'Postgres', engine: 'postgres', isThere: true, url, namespace: '' } as const
  const { place: own, remove } = await prepareTestPlace(place)
  const engine = await openTestEngine(own, onStatement)
  return {
    engine,
    async destroy() {
      await engine.close()
      await remove()
    },
  }
}
