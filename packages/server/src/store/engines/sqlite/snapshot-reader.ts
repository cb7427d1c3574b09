import type { Bound, RawRow } from '../../statement.ts'
import type { Connection } from './connection.ts'

/**
 * Reads on a connection of its own, which sees committed rows only. Reads of one turn share a
 * snapshot; it ends with the turn, or before answers of a commit leave, so that nobody misses his
 * own acknowledged write (performance 12.2).
 */
export class SnapshotReader {
  readonly #connection: Connection
  #isOpen = false

  constructor(connection: Connection) {
    this.#connection = connection
  }

  read(bound: Bound): readonly RawRow[] {
    if (!this.#isOpen) {
      this.#connection.say('BEGIN')
      this.#isOpen = true
      setImmediate(() => this.end())
    }
    return this.#connection.rows(bound)
  }

  end(): void {
    if (!this.#isOpen) return
    this.#isOpen = false
    this.#connection.say('COMMIT')
  }

  close(): void {
    this.end()
    this.#connection.close()
  }
}
