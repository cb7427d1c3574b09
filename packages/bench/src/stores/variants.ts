import { createSqlite } from '../../../server/src/entry/sqlite.ts'
import type { Store } from '../../../server/src/ports/store.ts'
import type { Engine } from '../../../server/src/store/engines/engine.ts'
import { Connection } from '../../../server/src/store/engines/sqlite/connection.ts'
import { GroupWriter } from '../../../server/src/store/engines/sqlite/group-writer.ts'
import { openStore } from '../fixture/in-process.ts'
import { openRawStore } from './raw-store.ts'

/** Ways to keep what a refresh writes. */
export type Variant = 'store' | 'alone' | 'normal' | 'raw'

export interface OpenedStore {
  readonly store: Store
  close(): Promise<void>
}

/** Opens a database file, which nobody else has open, in one of these ways. */
export const openVariant: Readonly<Record<Variant, (file: string) => OpenedStore>> = {
  /** As the server has it: group commit, `synchronous=FULL`. */
  store: (file) => opened(createSqlite({ file })),
  alone: openAlone,
  normal: openNormal,
  raw: openRaw,
}

function opened(engine: Engine): OpenedStore {
  const store = openStore(engine)
  return { store, close: () => store.close() }
}

/** One transaction per request: the same engine gets the next job when the last one is committed. */
function openAlone(file: string): OpenedStore {
  const engine = createSqlite({ file })
  let last: Promise<unknown> = Promise.resolve()
  return opened({
    ...engine,
    transact(work) {
      const next = last.then(() => engine.transact(work))
      last = next.catch(() => {}) // whoever asked hears of it; the next one begins all the same
      return next
    },
  })
}

/** The same group commit on a second connection, which does not wait for the disk. */
function openNormal(file: string): OpenedStore {
  const engine = createSqlite({ file })
  const connection = new Connection({ file, readOnly: false, cache: 16_384 })
  connection.query('PRAGMA synchronous = NORMAL')
  const writer = new GroupWriter(connection, () => {})
  const { store, close } = opened({ ...engine, transact: (work) => writer.transact(work) })
  return {
    store,
    async close() {
      await writer.close()
      connection.close()
      await close()
    },
  }
}

function openRaw(file: string): OpenedStore {
  const { store, close } = openVariant.store(file)
  const raw = openRawStore(file)
  return {
    store: { ...store, transact: raw.transact },
    async close() {
      raw.close()
      await close()
    },
  }
}
