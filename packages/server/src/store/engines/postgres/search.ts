import { type Expression, type SqlBool, sql } from 'kysely'
import type { Search } from '../engine.ts'

/** The planner takes the trigram index where there is one, and else walks; the answer is the same. */
export const postgresSearch: Search = {
  newId: () => null,
  forget: () => [],
  remember: () => [],
  candidates: async ({ like }) => ({
    condition: sql<SqlBool>`${sql.ref('u.search_text')} like ${plain(like)} escape '!'`,
    site: sql.ref('u.instance_id'),
  }),
  mentions,
  sameText: (column, value) => sql<SqlBool>`${sql.ref(column)} = ${plain(value)}`,
}

/** Folded in ASCII only, as the database's own locale may have other ideas (a Turkish I). */
function mentions(column: string, like: string): Expression<SqlBool> {
  return sql<SqlBool>`cast(${sql.ref(column)} as text) collate "C" ilike ${plain(like)} escape '!'`
}

/** No stored text holds a NUL, and Postgres refuses to be asked for one. */
function plain(text: string): string {
  return text.replaceAll('\0', '\ufffd')
}
