import { describe } from 'vitest'
import { createMysql } from '../../src/entry/mysql.ts'
import { createPostgres } from '../../src/entry/postgres.ts'
import type { Engine, StatementListener } from '../../src/store/engines/engine.ts'
import type { RawRow } from '../../src/store/statement.ts'
import { openTestEngine, prepareTestPlace, type TestPlace, testPlaces } from './open-test-engine.ts'

/** Runs a suite on each database that is reached over a network; skipped where this machine lacks it. */
export function eachDatabaseServer(title: string, suite: (server: TestPlace) => void): void {
  for (const server of testPlaces.filter(({ engine }) => engine !== 'sqlite')) {
    describe.skipIf(!server.isThere)(`${title}, on ${server.name}`, () => suite(server))
  }
}

/** How an engine under test is opened: with the waits and bounds that a server has. */
export interface Line {
  readonly port: number
  readonly connections?: number
  /** Instead of the user that owns everything. */
  readonly user?: string
  readonly onStatement?: StatementListener
}

/** Tables of its own on a database server, and an engine on them that nothing comes between. */
export interface DatabaseBed {
  readonly place: TestPlace
  readonly direct: Engine
  open(line: Line): Engine
  /** Asks the server itself, past everything. */
  ask(sql: string): Promise<readonly RawRow[]>
  destroy(): Promise<void>
}

export async function prepareDatabaseBed(server: TestPlace): Promise<DatabaseBed> {
  const { place, remove } = await prepareTestPlace(server)
  const direct = await openTestEngine(place)
  return {
    place,
    direct,
    open: (line) => openLine(place, line),
    ask: (sql) =>
      direct.read({
        statement: { name: 'test_ask', sql, parameters: [], conversions: [] },
        values: [],
      }),
    async destroy() {
      await direct.close()
      await remove()
    },
  }
}

function openLine({ engine, url, namespace }: TestPlace, line: Line): Engine {
  const address = new URL(url)
  address.port = String(line.port)
  if (line.user !== undefined) address.username = line.user
  const { connections, onStatement = () => {} } = line
  if (engine === 'postgres') {
    return createPostgres({ address: address.href, schema: namespace, connections, onStatement })
  }
  const bound = connections === undefined ? {} : { connections }
  return createMysql({ address: address.href, namespace, onStatement, ...bound })
}

/** Host and port of a database server. */
export function targetOf({ url, engine }: TestPlace): {
  readonly host: string
  readonly port: number
} {
  const { hostname, port } = new URL(url)
  const usual = engine === 'mysql' ? 3306 : 5432
  return { host: hostname, port: port === '' ? usual : Number(port) }
}

/** Ends connections on the server, known by the ports they come from; answers how many there were. */
export async function endConnections(bed: DatabaseBed, ports: readonly number[]): Promise<number> {
  if (bed.place.engine === 'postgres') {
    const ended = await bed.ask(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE client_port IN (${ports.join()})`,
    )
    return ended.length
  }
  const from = new Set(ports)
  const running = await bed.ask('SELECT id, host FROM information_schema.processlist')
  const ids = running.filter(({ host }) => from.has(Number(String(host).split(':').at(-1))))
  await Promise.all(ids.map(({ id }) => bed.direct.execute(`KILL ${Number(id)}`)))
  return ids.length
}
