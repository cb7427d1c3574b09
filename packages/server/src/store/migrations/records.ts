import type { Instant } from '../../kernel/instant.ts'
import type { Compiler } from '../compiler.ts'
import type { Engine } from '../engines/engine.ts'
import { readAll, readOne } from '../records/run.ts'
import { latchkeyMigrations, type MigrationRow, serverState } from '../schema/house.ts'
import { columnNames } from '../schema/table.ts'
import { bind } from '../statement.ts'

/** What is written down about migrations, beside the database itself. */
export interface MigrationRecords {
  list(): Promise<readonly MigrationRow[]>
  begin(row: MigrationRow): Promise<void>
  advance(number: number, step: number): Promise<void>
  finish(number: number, at: Instant): Promise<void>
  /** The oldest migration list that may still serve this database; 0 for any (model 7). */
  leastCode(): Promise<number>
}

export function createMigrationRecords(engine: Engine, compiler: Compiler): MigrationRecords {
  const query = createQueries(compiler)
  return {
    list: () => readAll(engine, query.list, {}),
    async begin(row) {
      await engine.write(bind(query.begin, row))
    },
    async advance(number, step) {
      await engine.write(bind(query.advance, { number, step }))
    },
    async finish(number, at) {
      await engine.write(bind(query.finish, { number, at }))
    },
    async leastCode() {
      const row = await readOne(engine, query.state, { name: 'min_code' })
      return Number(row?.value ?? 0)
    },
  }
}

function createQueries(compiler: Compiler) {
  const { columns } = latchkeyMigrations
  const { number, step, started_at: at } = columns
  return {
    list: compiler.read('migration_list', {}, columns, (db) =>
      db
        .selectFrom('latchkey_migrations')
        .select(columnNames(latchkeyMigrations))
        .orderBy('number'),
    ),
    begin: compiler.write('migration_begin', columns, (db, row) =>
      db.insertInto('latchkey_migrations').values(row),
    ),
    advance: compiler.write('migration_advance', { number, step }, (db, given) =>
      db
        .updateTable('latchkey_migrations')
        .set({ step: given.step })
        .where('number', '=', given.number),
    ),
    finish: compiler.write('migration_finish', { number, at }, (db, given) =>
      db
        .updateTable('latchkey_migrations')
        .set({ finished_at: given.at })
        .where('number', '=', given.number),
    ),
    state: compiler.read(
      'migration_state',
      { name: serverState.columns.name },
      { value: serverState.columns.value },
      (db, given) => db.selectFrom('server_state').select('value').where('name', '=', given.name),
    ),
  }
}
