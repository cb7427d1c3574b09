import { type Expression, type SqlBool, sql } from 'kysely'
import type { Search } from '../engine.ts'

/** No index of parts of words: a search walks the listing index under a time limit (model 5). */
export const mysqlSearch: Search = {
  newId: () => null,
  forget: () => [],
  remember: () => [],
  candidates: async ({ like }) => ({
    condition: sql<SqlBool>`${sql.ref('u.search_text')} like ${like} escape '!'`,
    site: sql.ref('u.instance_id'),
  }),
  mentions,
  // The first half finds rows by the index, whatever it folds; the second compares bytes.
  sameText: (column, value) =>
    sql<SqlBool>`(${sql.ref(column)} = ${value}
      and cast(${sql.ref(column)} as binary) = cast(${value} as binary))`,
}

function mentions(column: string, like: string): Expression<SqlBool> {
  return sql<SqlBool>`convert(${sql.ref(column)} using utf8mb4)
    collate utf8mb4_general_ci like ${like} escape '!'`
}
