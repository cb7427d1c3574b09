import { type Expression, type RawBuilder, type SqlBool, sql } from 'kysely'
import type { Bound, RawRow, Statement } from '../../statement.ts'
import type { Search, SearchPattern } from '../engine.ts'

/** What the search asks of the driver that it belongs to. */
export interface SearchNeeds {
  readonly prefix: string
  readSlowly(bound: Bound, limitMs: number): Promise<readonly RawRow[]>
}

/** So few hits are asked for once, and looked up by their ids. */
const fewHits = 500

/** Above this many hits, walking the listing index finds a page sooner than the search index. */
const mostHits = 10_000

const countLimit = 1000

/** SQL of the search index: FTS5 by trigrams, contentless, with the user's id kept beside (model 5). */
export function searchIndexTable(prefix: string): { readonly name: string; readonly sql: string } {
  const name = `${prefix}users_search`
  const options = [
    'search_text',
    'user_id UNINDEXED',
    `content = ''`,
    'contentless_delete = 1',
    'contentless_unindexed = 1',
    `tokenize = 'trigram'`,
  ]
  return {
    name,
    sql: `CREATE VIRTUAL TABLE IF NOT EXISTS "${name}" USING fts5(${options.join(', ')})`,
  }
}

export function createSqliteSearch({ prefix, readSlowly }: SearchNeeds): Search {
  const { name } = searchIndexTable(prefix)
  const users = `"${prefix}users"`
  const forget = statement(
    'search_forget',
    `DELETE FROM "${name}" WHERE rowid = (SELECT search_id FROM ${users} WHERE id = ?)`,
  )
  const remember = statement(
    'search_remember',
    `INSERT INTO "${name}" (rowid, search_text, user_id)
     SELECT search_id, search_text, id FROM ${users} WHERE id = ? AND search_id IS NOT NULL`,
  )
  const hits = statement(
    'search_hits',
    `SELECT user_id AS id FROM "${name}" WHERE "${name}" MATCH ? LIMIT ${fewHits + 1}`,
  )
  const count = statement(
    'search_count',
    `SELECT count(*) AS hits FROM (SELECT 1 FROM "${name}" WHERE "${name}" MATCH ? LIMIT ${mostHits + 1})`,
  )

  /** What says which users are hits; `null` where they are too many. */
  async function chosenBy(phrase: string): Promise<Expression<unknown> | null> {
    const found = await readSlowly({ statement: hits, values: [phrase] }, countLimit)
    if (found.length <= fewHits) {
      return sql`select value from json_each(${JSON.stringify(found.map(({ id }) => id))})`
    }
    const [row] = await readSlowly({ statement: count, values: [phrase] }, countLimit)
    if (Number(row?.['hits']) > mostHits) return null
    const table = sql.table(name)
    return sql`select user_id from ${table} where ${table} match ${phrase}`
  }

  return {
    newId: (random) => rowNumber(random(8)),
    forget: (userId) => [{ statement: forget, values: [userId] }],
    remember: (userId) => [{ statement: remember, values: [userId] }],
    async candidates(pattern) {
      const phrase = phraseOf(pattern)
      const site = sql.ref('u.instance_id')
      const chosen = phrase === null ? null : await chosenBy(phrase)
      if (chosen === null) return { condition: mentions('u.search_text', pattern.like), site }
      // A column with a sign has no index: without one for the site the hits come first.
      return { condition: sql`u.id in (${chosen})`, site: sql`+${site}` }
    },
    mentions,
    sameText: (column, value) => sql<SqlBool>`${sql.ref(column)} = ${value}`,
  }
}

/** 53 bits: as many as a number holds exactly. */
function rowNumber(bytes: Uint8Array): number {
  return Number(new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0) >> 11n)
}

/** Trigrams need three characters; a pattern without such a run has no phrase. */
function phraseOf({ literals }: SearchPattern): string | null {
  const runs = literals.filter((literal) => [...literal].length >= 3)
  if (runs.length === 0) return null
  return runs.map((run) => `"${run.replaceAll('"', '""')}"`).join(' AND ')
}

function mentions(column: string, like: string): Expression<SqlBool> {
  const matches: RawBuilder<SqlBool> = sql`${sql.ref(column)} like ${like} escape '!'`
  // CASE fixes the order: the clock is asked for each row, not only for those that match.
  return sql<SqlBool>`case when latchkey_in_time() then ${matches} end`
}

function statement(name: string, text: string): Statement<never, never> {
  return { name, sql: text, parameters: [], conversions: [] }
}
