import type { Part, Result, Wire } from '../deferred.ts'
import type { StatementListener } from '../engine.ts'
import type { Asking } from './asking.ts'
import { translate } from './errors.ts'
import { matchedRows, rowsOf, valuesOf } from './values.ts'

/**
 * One transaction's connection: each trip is one packet of statements. The server stops at the first
 * that fails, so a COMMIT behind it is never reached. With `packs` off every statement goes by itself,
 * for proxies that refuse packets.
 */
export class Packets implements Wire {
  readonly endsByFailing = false
  readonly #connection: Asking
  readonly #listen: StatementListener
  readonly #packs: boolean
  #trip = 0

  constructor(connection: Asking, listen: StatementListener, packs: boolean) {
    this.#connection = connection
    this.#listen = listen
    this.#packs = packs
  }

  async send(parts: readonly Part[], limitMs: number): Promise<readonly Result[]> {
    const connection = this.#connection.within(limitMs)
    try {
      const answers = this.#packs
        ? await this.#sendTogether(connection, parts)
        : await this.#sendEach(connection, parts)
      return parts.map((part, at) => resultOf(part, answers[at]))
    } catch (error) {
      throw translate(error)
    }
  }

  async #sendTogether(connection: Asking, parts: readonly Part[]): Promise<readonly unknown[]> {
    this.#trip += 1
    for (const part of parts) this.#listen(textOf(part), this.#trip)
    const answer = await connection.query(parts.map(textOf).join(';'), parts.flatMap(valuesIn))
    return parts.length === 1 ? [answer] : (answer as readonly unknown[])
  }

  async #sendEach(connection: Asking, parts: readonly Part[]): Promise<readonly unknown[]> {
    const answers: unknown[] = []
    for (const part of parts) {
      this.#trip += 1
      this.#listen(textOf(part), this.#trip)
      answers.push(await connection.query(textOf(part), valuesIn(part)))
    }
    return answers
  }
}

function textOf(part: Part): string {
  return part.kind === 'word' ? part.sql : part.bound.statement.sql
}

function valuesIn(part: Part) {
  return part.kind === 'word' ? [] : valuesOf(part.bound.values)
}

function resultOf({ kind }: Part, answer: unknown): Result {
  if (kind === 'read') return { rows: rowsOf(answer), matched: 0 }
  return { rows: [], matched: matchedRows(answer) }
}
