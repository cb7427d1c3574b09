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
        if (bound.statement.name !== 'user_list_places') return []
        return [{ id: crypto.randomUUID(), created_at: 1 }]
      },
    }
    const list = createUserListing(watched, new Compiler(engine), handClock())
    await list(query)
    await list({ ...query, filter: 'somebody' })
    db = new DatabaseSync(file, { readOnly: true })
  })
  afterAll(async () => {
    db.close()
    await engine.close()
    rmSync(folder, { recursive: true })
  })

  const planOf = (name: string): string => {
    const bound = seen.find(({ statement }) => statement.name === name)
    if (bound === undefined) throw new Error(`no statement ${name} was run`)
    const rows = db
      .prepare(`EXPLAIN QUERY PLAN ${bound.statement.sql}`)
      .all(...(bound.values as string[]))
    return rows.map(({ detail }) => detail).join('\n')
  }

  it('a page walks the listing index, and fetches its rows by key', () => {
    expect(planOf('user_list_places')).toContain('COVERING INDEX users_listing_idx')
    expect(planOf('user_list_rows')).toMatch(
      /SEARCH users USING INDEX sqlite_autoindex_users_1 \(id=\?\)/,
    )
  })

  it('a search begins with its few hits, not with all users of the site', () => {
    const plan = planOf('user_search')
    expect(plan).toMatch(/SEARCH u USING INDEX sqlite_autoindex_users_1 \(id=\?\)/)
    expect(plan).toContain('users_search VIRTUAL TABLE')
  })
})
