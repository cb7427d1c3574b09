import type { Bindable, RawRow } from '../../statement.ts'

/** `at` and `limit` are milliseconds: when it was asked, and how long it may take. */
export interface Question {
  readonly id: number
  readonly sql: string
  readonly values: readonly Bindable[]
  readonly limit: number
  readonly at: number
}

export interface Answer {
  readonly id: number
  readonly rows?: readonly RawRow[]
  readonly late?: true
  readonly error?: string
}

/**
 * The whole program of the listing thread. It is sent as text, so it uses nothing from outside
 * itself. SQL asks `latchkey_in_time()` for each row of a long walk, which ends the walk when its
 * time is over.
 */
export function serveQuestions(): void {
  const { parentPort, workerData } = process.getBuiltinModule('node:worker_threads')
  const { DatabaseSync } = process.getBuiltinModule('node:sqlite')
  const db = new DatabaseSync(workerData, { readOnly: true })
  for (const setting of ['busy_timeout = 500', 'cache_size = -16384', 'trusted_schema = OFF']) {
    db.exec(`PRAGMA ${setting}`)
  }
  let deadline = 0
  let rows = 0
  db.function('latchkey_in_time', () => {
    rows += 1
    if ((rows & 255) === 0 && Date.now() > deadline) throw new Error('late')
    return 1
  })

  function answer({ id, sql, values, limit, at }: Question): Answer {
    deadline = at + limit
    if (Date.now() > deadline) return { id, late: true }
    try {
      const bound = values.map((value) => (typeof value === 'boolean' ? Number(value) : value))
      return { id, rows: db.prepare(sql).all(...bound) }
    } catch (error) {
      if (Date.now() > deadline) return { id, late: true }
      return { id, error: error instanceof Error ? error.message : String(error) }
    }
  }

  parentPort?.on('message', (question: Question) => parentPort.postMessage(answer(question)))
}
