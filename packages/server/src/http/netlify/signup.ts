import { signUpBody } from '@latchkey/wire/netlify'
import { bodyReader } from '@latchkey/wire/read'
import { type Granted, granted } from '../../kernel/outcome.ts'
import type { SignUpCommand } from '../../usecases/usecases.ts'
import { readAs } from './body.ts'
import { hashingCallerOf } from './caller.ts'
import type { Call } from './dialect.ts'

const reader = bodyReader(signUpBody)

/** POST /signup (server spec 1.3). */
export async function readSignUp(call: Call): Promise<Granted<SignUpCommand>> {
  const body = await readAs(call, reader, 'Could not read Signup params')
  return granted({ caller: hashingCallerOf(call), ...body })
}
