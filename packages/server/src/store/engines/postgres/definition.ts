import { Fault } from '../../../kernel/faults.ts'
import type { Definition } from '../../schema/ddl.ts'
import type { RawRow } from '../../statement.ts'
import { sourceState } from './errors.ts'
import {
  columnText,
  createIndexText,
  createSchemaText,
  createTableText,
  postgresType,
  qualified,
  quoted,
} from './types.ts'

export interface DefinitionNeeds {
  readonly schema: string
  execute(sql: string): Promise<void>
  query(sql: string, values: readonly string[]): Promise<readonly RawRow[]>
}

/** Rows that are rewritten at each refresh keep room beside them, so that the update stays in place. */
const roomy = ' WITH (fillfactor = 80)'
const rewritten: ReadonlySet<string> = new Set(['sessions'])

export function createPostgresDefinition(needs: DefinitionNeeds): Definition {
  const { schema } = needs
  return {
    typeOf: postgresType,
    createTable: (name, table) => [
      createSchemaText(schema),
      createTableText(qualified(schema, name), table, rewritten.has(name) ? roomy : ''),
    ],
    addColumn: (table, name, column) => [
      `ALTER TABLE ${qualified(schema, table)} ADD COLUMN IF NOT EXISTS ${columnText(name, column, false)}`,
    ],
    createIndex: (table, index) => [createIndexText(index.name, qualified(schema, table), index)],
    dropIndex: (_table, index) => [`DROP INDEX CONCURRENTLY IF EXISTS ${qualified(schema, index)}`],
    indexName: (name) => name,
    indexColumns: ({ columns, tail = [] }) => [...columns, ...tail],
    ...searchIndex(needs),
    // GoTrue never ran on Postgres: no server of its kind comes for these tables.
    markGotrueSchema: async () => {},
    gotrueSchemaIsMarked: async () => true,
  }
}

const indexName = 'users_search_text_idx'

/** Not offered by this server, or not for this role to make (42501, 0A000, 58P01). */
const outOfReach: ReadonlySet<string> = new Set(['42501', '0A000', '58P01'])

/**
 * The index of trigrams. Where its extension is neither there nor ours to make, searching walks the
 * listing index (model 5).
 */
function searchIndex({
  schema,
  execute,
  query,
}: DefinitionNeeds): Pick<Definition, 'prepareSearch' | 'searchIsPrepared'> {
  let isOutOfReach = false

  async function roomOfExtension(): Promise<string | null> {
    const [row] = await query(
      `SELECT n.nspname AS room FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
       WHERE e.extname = 'pg_trgm'`,
      [],
    )
    return row === undefined ? null : String(row['room'])
  }

  async function makeExtension(): Promise<void> {
    try {
      await execute('CREATE EXTENSION IF NOT EXISTS pg_trgm')
    } catch (error) {
      if (!(error instanceof Fault && outOfReach.has(sourceState(error)))) throw error
    }
  }

  async function indexState(): Promise<'absent' | 'broken' | 'made'> {
    const [row] = await query(
      `SELECT x.indisvalid AS is_valid FROM pg_index x
       JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_namespace n ON n.oid = i.relnamespace
       WHERE n.nspname = $1 AND i.relname = $2`,
      [schema, indexName],
    )
    if (row === undefined) return 'absent'
    return row['is_valid'] === true ? 'made' : 'broken'
  }

  return {
    async prepareSearch() {
      if ((await roomOfExtension()) === null) await makeExtension()
      const room = await roomOfExtension()
      isOutOfReach = room === null
      if (room === null) return
      if ((await indexState()) === 'broken') {
        await execute(`DROP INDEX CONCURRENTLY IF EXISTS ${qualified(schema, indexName)}`)
      }
      await execute(
        `CREATE INDEX CONCURRENTLY IF NOT EXISTS ${quoted(indexName)}
         ON ${qualified(schema, 'users')} USING gin (search_text ${qualified(room, 'gin_trgm_ops')})`,
      )
    },
    searchIsPrepared: async () => isOutOfReach || (await indexState()) === 'made',
  }
}
