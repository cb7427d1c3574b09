import { type Expression, type SelectQueryBuilder, type SqlBool, sql } from 'kysely'
import type { User } from '../../domain/user.ts'
import type { Clock } from '../../ports/clock.ts'
import type { UserPage, UserQuery } from '../../ports/listing.ts'
import type { Compiler, Db, WriteValue } from '../compiler.ts'
import type { Engine } from '../engines/engine.ts'
import { count } from '../schema/column.ts'
import type { Database } from '../schema/database.ts'
import { aliasedColumns, columnNames } from '../schema/table.ts'
import { type UserRow, users } from '../schema/users.ts'
import { bind, decode, type Statement } from '../statement.ts'
import { Anchors, near } from './anchors.ts'
import { readSought } from './like-pattern.ts'
import { listingLimit, mostCounted, skipped, walkPage } from './page-walk.ts'
import { Totals } from './totals.ts'
import { type ReadUserRow, readUser, userSelection } from './user-row.ts'

type Place = Pick<UserRow, 'id' | 'created_at'>
type Candidate = Place & Pick<UserRow, 'search_text'>

const { columns } = users
const place = { id: columns.id, created_at: columns.created_at }
const candidate = { ...place, search_text: columns.search_text }

/** How many candidates one statement of a search brings. */
const chunk = 5000

/** Ids of one IN list: few shapes of statement, each of bounded length. */
const fewIds = 200

/** Users of one audience, page by page (model 5). */
export function createUserListing(
  engine: Engine,
  compiler: Compiler,
  clock: Clock,
): (query: UserQuery) => Promise<UserPage> {
  const totals = new Totals(clock)
  const anchors = new Anchors<Place>(clock)

  async function run<Row>(statement: Statement<unknown, Row>, limitMs = listingLimit) {
    return decode(statement, await engine.readSlowly(bind(statement, {}), limitMs))
  }

  /** Part of a listing in one trip: its index chooses the rows, and they are fetched by key. */
  async function rowsOf(query: UserQuery, part: Part): Promise<readonly ReadUserRow[]> {
    return run(
      compiler.once('user_list_page', userSelection.columns, (db, value) => {
        const direction = part.order === 'newest' ? 'desc' : 'asc'
        const chosen = after(part, value, audience(engine, db, query, value))
          .select(['u.id', 'u.created_at'])
          .limit(part.limit)
          .offset(part.offset)
        return (
          db
            .selectFrom(chosen.as('p'))
            // SQLite takes the tables of a cross join in the order in which they stand.
            .crossJoin('users as r')
            .whereRef('r.id', '=', 'p.id')
            .select(aliasedColumns(userSelection, 'r', ''))
            .orderBy('p.created_at', direction)
            .orderBy('p.id', direction)
        )
      }),
    )
  }

  /** A page, walked to from the nearest row whose place is known, or from the end if that is nearer. */
  async function pageOf(query: UserQuery, total: () => Promise<number>): Promise<readonly User[]> {
    const { order, page } = query
    const skip = skipped(page)
    if (!Number.isSafeInteger(skip + page.size)) return []
    const listing = JSON.stringify([query.site, query.audience, order])
    const anchor = anchors.before(listing, skip)
    const offset = skip - (anchor?.place ?? 0)
    const left = offset > near ? (await total()) - skip : Number.POSITIVE_INFINITY
    if (left <= 0) return []
    const rows =
      left - page.size < offset
        ? (await rowsOf(query, fromEnd(order, left, page.size))).toReversed()
        : await rowsOf(query, { order, last: anchor?.row ?? null, offset, limit: page.size })
    const last = rows.at(-1)
    if (last) anchors.remember(listing, skip + rows.length, last)
    return rows.map(readUser)
  }

  async function totalOf(query: UserQuery): Promise<number> {
    const total = { total: count() }
    const few = compiler.once('user_list_count', total, (db, value) =>
      db
        .selectFrom(
          audience(engine, db, query, value)
            .select('u.id')
            .limit(mostCounted + 1)
            .as('few'),
        )
        .select(({ fn }) => fn.countAll<number>().as('total')),
    )
    const all = compiler.once('user_list_count_all', total, (db, value) =>
      audience(engine, db, query, value).select(({ fn }) => fn.countAll<number>().as('total')),
    )
    const first = async (statement: typeof few, limitMs: number): Promise<number> =>
      (await run(statement, limitMs))[0]?.total ?? 0
    return totals.of(
      JSON.stringify([query.site, query.audience]),
      () => first(few, listingLimit),
      () => first(all, listingLimit * 2),
    )
  }

  async function search(query: UserQuery, filter: string) {
    const sought = readSought(filter, query.wildcards)
    const { condition, site } = await engine.search.candidates(sought)
    return walkPage<Candidate>({
      page: query.page,
      chunk,
      matches: ({ search_text }) => (search_text ?? '').split('\n').some(sought.matches),
      next: (last, limitMs) =>
        run(
          compiler.once('user_search', candidate, (db, value) =>
            after({ ...query, last }, value, audience(engine, db, query, value, site))
              .select(['u.id', 'u.created_at', 'u.search_text'])
              .where(condition)
              .limit(chunk),
          ),
          limitMs,
        ),
    })
  }

  async function load(query: UserQuery, places: readonly Place[]): Promise<readonly User[]> {
    const found = new Map<string, User>()
    for (let at = 0; at < places.length; at += fewIds) {
      const ids = places.slice(at, at + fewIds).map(({ id }) => id)
      const rows = await run(
        compiler.once('user_list_rows', userSelection.columns, (db, value) =>
          db
            .selectFrom('users')
            .select(columnNames(userSelection))
            // By key alone: with the site beside it SQLite would walk all users of the site.
            .where(
              'id',
              'in',
              ids.map((id) => value(columns.id, id)),
            ),
        ),
      )
      for (const row of rows) {
        if (row.instance_id === query.site) found.set(row.id, readUser(row))
      }
    }
    return places.flatMap(({ id }) => found.get(id) ?? [])
  }

  return async (query) => {
    if (query.filter === null || query.filter === '') {
      let counting: Promise<number> | undefined
      const count = (): Promise<number> => {
        counting ??= totalOf(query)
        return counting
      }
      // The page is asked for first: the count is the longer of the two.
      const [users, total] = await Promise.all([pageOf(query, count), count()])
      return { users, total }
    }
    const { rows, total } = await search(query, query.filter)
    return { users: await load(query, rows), total }
  }
}

/** Which rows of a listing: those after `last`, in this order. */
interface Part extends After {
  readonly offset: number
  readonly limit: number
}

interface After {
  readonly order: UserQuery['order']
  readonly last: Place | null
}

/** The page whose first row and those after it are `left` rows, in reverse. */
function fromEnd(order: UserQuery['order'], left: number, size: number): Part {
  return {
    order: order === 'newest' ? 'oldest' : 'newest',
    last: null,
    offset: Math.max(0, left - size),
    limit: Math.min(size, left),
  }
}

type Users = SelectQueryBuilder<Database & { u: UserRow }, 'u', object>

function audience(
  engine: Engine,
  db: Db,
  query: UserQuery,
  value: WriteValue,
  site: Expression<unknown> = sql.ref('u.instance_id'),
): Users {
  return db
    .selectFrom('users as u')
    .where(sql<SqlBool>`${site} = ${value(columns.instance_id, query.site)}`)
    .where(engine.search.sameText('u.aud', query.audience)) as unknown as Users
}

/** The rows after `last`, in the order that was asked for. */
function after({ order, last }: After, value: WriteValue, rows: Users): Users {
  const [direction, beyond] =
    order === 'newest' ? (['desc', '<'] as const) : (['asc', '>'] as const)
  const ordered = rows.orderBy('u.created_at', direction).orderBy('u.id', direction)
  if (last === null) return ordered
  const at = value(columns.created_at, last.created_at)
  const id = value(columns.id, last.id)
  return ordered
    .where('u.created_at', `${beyond}=`, at)
    .where((eb) => eb.or([eb('u.created_at', beyond, at), eb('u.id', beyond, id)]))
}
