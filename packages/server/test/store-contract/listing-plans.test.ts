import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { onlySite } from '../../src/domain/ids.ts'
import { createSqlite } from '../../src/entry/sqlite.ts'
import type { UserQuery } from '../../src/ports/listing.ts'
import { Compiler } from '../../src/store/compiler.ts'
import type { Engine } from '../../src/store/engines/engine.ts'
import { migrate } from '../../src/store/migrations/migrate.ts'
import { createUserListing } from '../../src/store/records/user-listing.ts'
import type { Bound } from '../../src/store/statement.ts'
import { countedRandom } from '../support/counted-random.ts'
import { handClock } from '../support/hand-clock.ts'

const query: UserQuery = {
  site: onlySite,
  audience: '',
  filter: null,
  wildcards: false,
  order: 'newest',
  page: { number: 1, size: 50 },
}

/** How SQLite would run statements on tables of which it knows nothing, as on those of a new site. */
describe('the plans of listings on SQLite', () => {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-plans-'))
  const file = join(folder, 'data.db')
  const seen: Bound[] = []
  let engine: Engine
  let db: DatabaseSync

  beforeAll(async () => {
    engine = createSqlite({ file })
    await migrate(engine, { clock: handClock(), random: countedRandom('plans') })
    const watched: Engine = {
      ...engine,
      readSlowly: async (bound) => {
        seen.push(bound)
        if (bound.statement.name !== 'user_search') return []
        return [{ id: crypto.randomUUID(), created_at: 1, search_text: 'somebody' }]
      },
    }
    const list = createUserListing(watched, new Compiler(engine), handClock())
    await list(query)
    await list({ ...query, filter: 'somebody' })
    await engine.execute(`INSERT INTO users_search (rowid, search_text, user_id)
      WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 600)
      SELECT i, 'everybody', i FROM n`)
    await list({ ...query, filter: 'everybody' })
    db = new DatabaseSync(file, { readOnly: true })
  })
  afterAll(async () => {
    db.close()
    await engine.close()
    rmSync(folder, { recursive: true })
  })

  const planOf = (name: string, filter = ''): string => {
    const bound = seen.find(
      ({ statement, values }) => statement.name === name && String(values).includes(filter),
    )
    if (bound === undefined) throw new Error(`no statement ${name} was run`)
    const rows = db
      .prepare(`EXPLAIN QUERY PLAN ${bound.statement.sql}`)
      .all(...(bound.values as string[]))
    return rows.map(({ detail }) => detail).join('\n')
  }

  it('a page walks the listing index, and fetches its rows by key', () => {
    const plan = planOf('user_list_page')
    expect(plan).toContain('SEARCH u USING COVERING INDEX users_listing_idx')
    expect(plan).toMatch(/SEARCH r USING INDEX sqlite_autoindex_users_1 \(id=\?\)/)
    expect(plan).not.toContain('SCAN r')
  })

  it('what a search found is fetched by key', () => {
    expect(planOf('user_list_rows')).toMatch(
      /SEARCH users USING INDEX sqlite_autoindex_users_1 \(id=\?\)/,
    )
  })

  it.each([
    ['few', 'json_each', ''],
    ['many', 'users_search', 'everybody'],
  ])('a search begins with its %s hits, not with all users of the site', (_how, table, filter) => {
    const plan = planOf('user_search', filter)
    expect(plan).toMatch(/SEARCH u USING INDEX sqlite_autoindex_users_1 \(id=\?\)/)
    expect(plan).toContain(`SCAN ${table} VIRTUAL TABLE`)
  })
})
