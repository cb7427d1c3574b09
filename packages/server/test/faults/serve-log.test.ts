import { describe, expect, it, onTestFinished } from 'vitest'
import { testPlaces } from '../support/open-test-engine.ts'
import { startLatchkey, statusOf } from '../support/serve-process.ts'
import { prepareServePlace } from '../support/serve-process-place.ts'

const [sqlite] = testPlaces

describe('Q-165 the log of a server that runs', () => {
  it.each([
    ['info', 1],
    ['warn', 0],
    ['error', 0],
  ])('at %s leaves %i lines for a request', async (level, count) => {
    if (sqlite === undefined) throw new Error('there is always SQLite')
    const { env, remove } = await prepareServePlace(sqlite, { GOTRUE_LOG_LEVEL: level })
    onTestFinished(remove)
    const server = startLatchkey(['serve'], { env })
    const url = await server.url()
    expect(await statusOf(`${url}/settings`)).toBe(200)
    server.signal('SIGTERM')
    const { stdout } = await server.ended
    expect(stdout.split('"route":"/settings"')).toHaveLength(count + 1)
  })
})
