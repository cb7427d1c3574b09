import type mysql from 'mysql2/promise'
import { Unavailable } from '../../../kernel/faults.ts'
import { patience } from '../patience.ts'
import type { Values } from './values.ts'

/**
 * A connection that is not waited for without end: one that owes an answer for too long is cut, because
 * nobody can tell a slow server from a network that swallows packets (REL-19).
 */
export class Asking {
  readonly #connection: mysql.PoolConnection
  readonly #limitMs: number

  constructor(connection: mysql.PoolConnection, limitMs: number = patience.answer) {
    this.#connection = connection
    this.#limitMs = limitMs
  }

  /** The same connection with another limit for each answer; `Infinity` waits as long as it must. */
  within(limitMs: number): Asking {
    return new Asking(this.#connection, limitMs)
  }

  /** Sends text, with values escaped into it. */
  query(sql: string, values: Values = []): Promise<unknown> {
    return this.#inTime(this.#connection.query(sql, values))
  }

  /** Runs a prepared statement. */
  execute(sql: string, values: Values): Promise<unknown> {
    return this.#inTime(this.#connection.execute(sql, values))
  }

  async #inTime(asked: Promise<readonly [unknown, unknown]>): Promise<unknown> {
    const late = Promise.withResolvers<never>()
    const limit = this.#limitMs
    const giveUp = (): void => {
      this.#connection.destroy()
      late.reject(new Unavailable('the database does not answer', 1))
    }
    const timer = Number.isFinite(limit) ? setTimeout(giveUp, limit) : undefined
    try {
      const [result] = await Promise.race([asked, late.promise])
      return result
    } finally {
      clearTimeout(timer)
    }
  }
}
