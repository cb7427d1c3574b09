import { describe, expect, it } from 'vitest'
import type { Engine } from '../../src/store/engines/engine.ts'
import { migrate, readMigrationStatus } from '../../src/store/migrations/migrate.ts'
import { migrations } from '../../src/store/migrations/migrations.ts'
import { type Column, count, text } from '../../src/store/schema/column.ts'
import { tableNames, tables } from '../../src/store/schema/database.ts'
import { allowsNull } from '../../src/store/schema/ddl.ts'
import { createSqlStore } from '../../src/store/sql-store.ts'
import { allRows, insertRow } from '../support/all-rows.ts'
import { countedRandom } from '../support/counted-random.ts'
import type { EngineBed } from '../support/engine-bed.ts'
import { eachOpener } from '../support/engines.ts'
import { handClock } from '../support/hand-clock.ts'
import { aUser, noon } from '../support/rows.ts'

const clock = handClock()
const needs = { clock, random: countedRandom('migrations') }

eachOpener('migrating', (open) => {
  async function onFresh(work: (engine: Engine) => Promise<void>, watch?: (sql: string) => void) {
    const bed: EngineBed = await open((sql) => watch?.(sql))
    try {
      await work(bed.engine)
    } finally {
      await bed.destroy()
    }
  }

  it('an empty database makes it what schema/ says, table for table', () =>
    onFresh(async (engine) => {
      await migrate(engine, needs)
      for (const name of tableNames) {
        const { columns, key, indexes } = tables[name]
        const found = await engine.introspect(engine.naming.prefix + name)
        const wanted = Object.entries<Column<unknown>>(columns as never).map(([column, each]) => ({
          name: column,
          type: engine.definition.typeOf(each),
          isNullable: allowsNull(each, (key as readonly string[]).includes(column)),
        }))
        expect(found?.columns, name).toEqual(wanted)
        expect(found?.key, name).toEqual(key)
        const byName = (one: { name: string }, other: { name: string }) =>
          one.name < other.name ? -1 : 1
        const wantedIndexes = indexes.map((index) => ({
          name: engine.definition.indexName(index.name),
          columns: engine.definition.indexColumns(index),
          isUnique: index.isUnique ?? false,
          isValid: true,
        }))
        const own = found?.indexes.filter((index) =>
          wantedIndexes.some(({ name: wantedName }) => wantedName === index.name),
        )
        expect(own?.toSorted(byName), name).toEqual(wantedIndexes.toSorted(byName))
      }
    }))

  it('tells what is pending before and applied after', () =>
    onFresh(async (engine) => {
      const statuses = async () => (await readMigrationStatus(engine)).map(({ status }) => status)
      expect(await statuses()).toEqual(migrations.map(() => 'Pending'))
      expect(await migrate(engine, needs)).toEqual(await readMigrationStatus(engine))
      expect(await statuses()).toEqual(migrations.map(() => 'Applied'))
      const [first] = await readMigrationStatus(engine)
      expect(first).toEqual({ version: '0001', name: 'gotrue-tables', status: 'Applied' })
    }))

  it('a second time changes nothing', async () => {
    const seen: string[] = []
    await onFresh(
      async (engine) => {
        await migrate(engine, needs)
        seen.length = 0
        await migrate(engine, needs)
        expect(seen.filter((sql) => /^(create|alter|drop)/i.test(sql))).toEqual([])
        expect(await allRows(engine, 'latchkey_migrations')).toHaveLength(migrations.length)
      },
      (sql) => seen.push(sql),
    )
  })

  it('REL-50 stopped after any of its statements is finished by the next run', async () => {
    for (let stopAfter = 1; stopAfter <= 70; stopAfter += 3) {
      await onFresh(async (engine) => {
        let executed = 0
        const dying: Engine = {
          ...engine,
          execute: async (sql) => {
            executed += 1
            if (executed > stopAfter) throw new Error('killed')
            await engine.execute(sql)
          },
        }
        await migrate(dying, needs).catch(() => {})
        await migrate(engine, needs)
        const statuses = await readMigrationStatus(engine)
        expect(statuses.every(({ status }) => status === 'Applied')).toBe(true)
      })
    }
  }, 120_000)

  it('by several nodes at once is done once, and by all of them', () =>
    onFresh(async (engine) => {
      const answers = await Promise.all(Array.from({ length: 4 }, () => migrate(engine, needs)))
      for (const answer of answers) expect(answer).toEqual(answers[0])
      expect(await allRows(engine, 'latchkey_migrations')).toHaveLength(migrations.length)
    }))

  it('a table of our name that is not ours stops it with a sentence', () =>
    onFresh(async (engine) => {
      const table = `${engine.naming.prefix}sessions`
      const shape = {
        isInherited: false,
        columns: { id: count(), note: text(20) },
        key: ['id'],
      }
      for (const sql of engine.definition.createTable(table, shape)) await engine.execute(sql)
      await expect(migrate(engine, needs)).rejects.toThrow(/not Latchkey's.*namespace/)
    }))

  it('a history that is not ours, or newer than this program, stops it', () =>
    onFresh(async (engine) => {
      await migrate(engine, needs)
      const newer = { number: 9999, name: 'later', checksum: 'x', started_at: noon }
      await insertRow(engine, 'latchkey_migrations', newer)
      await expect(migrate(engine, needs)).resolves.toHaveLength(migrations.length)
      await insertRow(engine, 'server_state', { name: 'min_code', value: '9999' })
      await expect(migrate(engine, needs)).rejects.toThrow(/newer/)
      await expect(readMigrationStatus(engine)).rejects.toThrow(/newer/)
    }))

  it('tables of GoTrue that are there already are adopted with their rows', () =>
    onFresh(async (engine) => {
      await migrateGotrueOnly(engine)
      const { id, site, email } = aUser()
      const row = { id, instance_id: site, email, created_at: noon, updated_at: noon }
      await insertRow(engine, 'users', row)
      await migrate(engine, needs)
      const store = createSqlStore(engine, { ...needs, onFault: () => {} })
      expect(await store.users.find(site, id)).toMatchObject({ email, revision: 0, phone: null })
    }))

  describe('with a lease that a dead node left', () => {
    it('waits until it has run out', () =>
      onFresh(async (engine) => {
        await migrate(engine, needs)
        const own = handClock()
        const store = createSqlStore(engine, { ...needs, clock: own, onFault: () => {} })
        await store.leases.take('migrate', 'dead', own.now(), (own.now() + 30_000) as never)
        let isDone = false
        const waiting = migrate(engine, { ...needs, clock: own }).then(() => {
          isDone = true
        })
        await store.ping()
        expect(isDone).toBe(false)
        own.advance(30_000)
        await waiting
        expect(isDone).toBe(true)
      }))
  })
})

async function migrateGotrueOnly(engine: Engine): Promise<void> {
  const [gotrue] = migrations
  for (const step of gotrue?.steps ?? []) {
    if (step.kind !== 'createTable') continue
    const name = engine.naming.prefix + step.table
    for (const sql of engine.definition.createTable(name, step.shape)) await engine.execute(sql)
  }
}
