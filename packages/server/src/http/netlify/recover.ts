import { recoverBody } from '@latchkey/wire/netlify'
import { bodyReader } from '@latchkey/wire/read'
import { type Granted, granted } from '../../kernel/outcome.ts'
import type { Caller } from '../../usecases/usecases.ts'
import { json } from '../error-body.ts'
import { type Answer, answer } from '../exchange.ts'
import { readAs } from './body.ts'
import { hashingCallerOf } from './caller.ts'
import type { Call } from './dialect.ts'

const reader = bodyReader(recoverBody)

/** POST /recover (server spec 1.5). */
export async function readRecover(
  call: Call,
): Promise<Granted<{ readonly caller: Caller; readonly email: string }>> {
  const { email } = await readAs(call, reader, 'Could not read verification params')
  return granted({ caller: hashingCallerOf(call), email })
}

/** `{}`: that something was done, and nothing of it. */
export function writeDone(): Answer {
  return answer(200, json, '{}')
}
