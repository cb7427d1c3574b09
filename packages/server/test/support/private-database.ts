import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe } from 'vitest'
import { anyFreePort } from '../../src/cli/free-port.ts'
import type { TestPlace } from './open-test-engine.ts'
import { mariadb, postgres, type Recipe } from './private-database-recipes.ts'

/** How a server ends: as an operator ends it, or as a power cut does. */
export type Ending = 'shutdown' | 'crash'

/** A database server of one test, which may end and come back on the same port with what it kept. */
export interface PrivateDatabase {
  readonly place: TestPlace
  /** Starts the process; it answers a little later. */
  start(): void
  /** Resolves when the process is gone. */
  stop(how: Ending): Promise<void>
  remove(): Promise<void>
}

interface Candidate {
  readonly name: string
  readonly isThere: boolean
  prepare(): Promise<PrivateDatabase>
}

/**
 * Runs a suite over a server of its own for each kind; skipped where this machine cannot start one, or
 * tests use no such servers at all.
 */
export function eachPrivateDatabase(
  title: string,
  suite: (prepare: () => Promise<PrivateDatabase>) => void,
): void {
  for (const { name, isThere, prepare } of candidates) {
    describe.skipIf(!isThere)(`${title}, on ${name}`, () => suite(prepare))
  }
}

const candidates: readonly Candidate[] = [
  candidate('MySQL', 'mysql', process.env['LATCHKEY_TEST_MYSQL_URL'], mariadb),
  candidate('Postgres', 'postgres', process.env['LATCHKEY_TEST_POSTGRES_URL'], postgres),
]

function candidate(
  name: string,
  engine: 'mysql' | 'postgres',
  url: string | undefined,
  find: () => Recipe | null,
): Candidate {
  const recipe = url ? find() : null
  return {
    name,
    isThere: recipe !== null,
    prepare() {
      if (recipe === null) throw new Error(`${name} cannot be started here`)
      return prepare(name, engine, recipe)
    },
  }
}

async function prepare(
  name: string,
  engine: 'mysql' | 'postgres',
  recipe: Recipe,
): Promise<PrivateDatabase> {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-private-'))
  const port = await anyFreePort('127.0.0.1')
  const owner = await recipe.install(folder)
  let server: ChildProcess | null = null
  const start = (): void => {
    const [command, args] = recipe.command(folder, port)
    server = spawn(command, args, { cwd: folder, stdio: 'ignore', ...owner })
  }
  process.once('exit', () => server?.kill('SIGKILL'))
  const stop = async (how: Ending): Promise<void> => {
    if (server === null || server.exitCode !== null || server.signalCode !== null) return
    const ended = once(server, 'exit')
    server.kill(recipe.signals[how])
    await ended
  }
  return {
    place: { name, engine, isThere: true, url: recipe.url(port), namespace: 'private' },
    start,
    stop,
    async remove() {
      await stop('crash')
      await rm(folder, { recursive: true, force: true })
    },
  }
}
