import type { Refusal } from '../../domain/refusal.ts'
import type { Outcome } from '../../kernel/outcome.ts'
import type { UseCases } from '../../usecases/usecases.ts'
import type { Answer } from '../exchange.ts'
import type { Call } from './dialect.ts'
import type { Guard } from './guards.ts'
import { refuse } from './refuse.ts'

type Soon<Value> = Promise<Value> | Value
type Decided<Value> = Soon<Outcome<Value, Refusal>>

/** One endpoint: who may call it, what it reads, which use case runs, what it writes. */
export interface Row<Who, Command, Value> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly path: string
  /** Also answers with one `/` at the end. */
  readonly slash?: true
  /** Also answers HEAD, where the profile serves it. */
  readonly head?: true
  readonly guard: Guard<Who>
  readonly read: (call: Call, who: Who) => Decided<Command>
  readonly run: (usecases: UseCases, command: Command) => Decided<Value>
  readonly write: (value: Value, call: Call, command: Command) => Answer
}

/** A row whose types have been checked against each other. */
export interface Endpoint {
  readonly method: string
  readonly paths: readonly string[]
  /** Only where the profile serves HEAD. */
  readonly hasHead: boolean
  run(call: Call): Promise<Answer>
}

export function row<Who, Command, Value>(given: Row<Who, Command, Value>): Endpoint {
  const { method, path, slash, head, guard, read, run, write } = given
  return {
    method,
    paths: slash ? [path, `${path}/`] : [path],
    hasHead: head === true,
    run: async (call) => {
      const who = await guard(call)
      if (!who.granted) return refuse(call, who.reason)
      const command = await read(call, who.value)
      if (!command.granted) return refuse(call, command.reason)
      const done = await run(call.dialect.usecases, command.value)
      return done.granted ? write(done.value, call, command.value) : refuse(call, done.reason)
    },
  }
}
