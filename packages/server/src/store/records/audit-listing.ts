import type { SelectQueryBuilder } from 'kysely'
import type { Clock } from '../../ports/clock.ts'
import type { AuditPage, AuditQuery, AuditSearch } from '../../ports/listing.ts'
import type { Compiler, Db, WriteValue } from '../compiler.ts'
import type { Engine } from '../engines/engine.ts'
import { count } from '../schema/column.ts'
import type { Database } from '../schema/database.ts'
import { type AuditRow, auditLogEntries } from '../schema/gotrue.ts'
import { bind, decode, type Statement } from '../statement.ts'
import { readAuditRecord, readPayload } from './audit-row.ts'
import { insideJson, readSought } from './like-pattern.ts'
import { listingLimit, mostCounted, skipped, walkPage } from './page-walk.ts'
import { Totals } from './totals.ts'

type Entry = Pick<AuditRow, 'id' | 'payload' | 'created_at'>

const { columns } = auditLogEntries
const entry = { id: columns.id, payload: columns.payload, created_at: columns.created_at }
const entryNames = ['a.id', 'a.payload', 'a.created_at'] as const

const chunk = 2000

/** Where each scope looks in a payload (server spec 1.17). */
const fields: Readonly<Record<AuditSearch['scope'], readonly string[]>> = {
  author: ['actor_email', 'actor_name'],
  action: ['action'],
  type: ['log_type'],
}

/** The audit log of a site, newest first. */
export function createAuditListing(
  engine: Engine,
  compiler: Compiler,
  clock: Clock,
): (query: AuditQuery) => Promise<AuditPage> {
  const totals = new Totals(clock)

  async function run<Row>(statement: Statement<unknown, Row>, limitMs = listingLimit) {
    return decode(statement, await engine.readSlowly(bind(statement, {}), limitMs))
  }

  async function entriesOf({ site, page }: AuditQuery): Promise<readonly Entry[]> {
    const skip = skipped(page)
    if (!Number.isSafeInteger(skip + page.size)) return []
    return run(
      compiler.once('audit_list', entry, (db, value) =>
        after(null, value, entriesOfSite(db, site, value))
          .select(entryNames)
          .limit(page.size)
          .offset(skip),
      ),
    )
  }

  async function totalOf({ site }: AuditQuery): Promise<number> {
    const total = { total: count() }
    const few = compiler.once('audit_list_count', total, (db, value) =>
      db
        .selectFrom(
          entriesOfSite(db, site, value)
            .select('a.id')
            .limit(mostCounted + 1)
            .as('few'),
        )
        .select(({ fn }) => fn.countAll<number>().as('total')),
    )
    const all = compiler.once('audit_list_count_all', total, (db, value) =>
      entriesOfSite(db, site, value).select(({ fn }) => fn.countAll<number>().as('total')),
    )
    const first = async (statement: typeof few, limitMs: number): Promise<number> =>
      (await run(statement, limitMs))[0]?.total ?? 0
    return totals.of(
      site,
      () => first(few, listingLimit),
      () => first(all, listingLimit * 2),
    )
  }

  async function search(query: AuditQuery, { scope, value: text }: AuditSearch) {
    const sought = readSought(text, query.wildcards)
    const condition = engine.search.mentions('a.payload', insideJson(sought))
    return walkPage<Entry>({
      page: query.page,
      chunk,
      matches: ({ payload }) => textsOf(payload, scope).some(sought.matches),
      next: (last, limitMs) =>
        run(
          compiler.once('audit_search', entry, (db, value) =>
            after(last, value, entriesOfSite(db, query.site, value))
              .select(entryNames)
              .where(condition)
              .limit(chunk),
          ),
          limitMs,
        ),
    })
  }

  return async (query) => {
    if (query.search === null || query.search.value === '') {
      const [rows, total] = await Promise.all([entriesOf(query), totalOf(query)])
      return { records: rows.map(readAuditRecord), total }
    }
    const { rows, total } = await search(query, query.search)
    return { records: rows.map(readAuditRecord), total }
  }
}

type Entries = SelectQueryBuilder<Database & { a: AuditRow }, 'a', object>

function entriesOfSite(db: Db, site: AuditQuery['site'], value: WriteValue): Entries {
  return db
    .selectFrom('audit_log_entries as a')
    .where('a.instance_id', '=', value(columns.instance_id, site)) as unknown as Entries
}

function after(last: Entry | null, value: WriteValue, entries: Entries): Entries {
  const ordered = entries.orderBy('a.created_at', 'desc').orderBy('a.id', 'desc')
  if (last === null) return ordered
  const at = value(columns.created_at, last.created_at)
  const id = value(columns.id, last.id)
  return ordered
    .where('a.created_at', '<=', at)
    .where((eb) => eb.or([eb('a.created_at', '<', at), eb('a.id', '<', id)]))
}

function textsOf(payload: string, scope: AuditSearch['scope']): readonly string[] {
  const values = readPayload(payload)
  return fields[scope].flatMap((field) => {
    const value = values[field]
    return typeof value === 'string' ? [value] : []
  })
}
