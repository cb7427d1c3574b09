import { userUpdateBody } from '@latchkey/wire/netlify'
import { bodyReader } from '@latchkey/wire/read'
import { type Granted, granted } from '../../kernel/outcome.ts'
import type { Bearer, Caller, ShownUser, UpdateUserCommand } from '../../usecases/usecases.ts'
import { json } from '../error-body.ts'
import { type Answer, answer } from '../exchange.ts'
import { readAs } from './body.ts'
import { callerOf, hashingCallerOf } from './caller.ts'
import type { Call } from './dialect.ts'
import { writeUser } from './write-user.ts'

/** GET /user (server spec 1.8). */
export function readOwn(
  call: Call,
  bearer: Bearer,
): Granted<{ readonly caller: Caller; readonly bearer: Bearer }> {
  return granted({ caller: callerOf(call), bearer })
}

const reader = bodyReader(userUpdateBody)

/** PUT /user (server spec 1.9). */
export async function readUserUpdate(
  call: Call,
  bearer: Bearer,
): Promise<Granted<UpdateUserCommand>> {
  const body = await readAs(call, reader, 'Could not read User Update params')
  return granted({
    caller: hashingCallerOf(call),
    bearer,
    email: body.email,
    password: body.password,
    currentPassword: body.current_password,
    emailChangeToken: body.email_change_token,
    data: body.data,
    appMetadata: body.app_metadata,
  })
}

/** A user who was only looked at, or just made. */
export function writeRead(shown: ShownUser, { dialect }: Call): Answer {
  return answer(200, json, writeUser(shown, dialect.quirks, 'read'))
}

/** A user whom this request changed. */
export function writeChanged(shown: ShownUser, { dialect }: Call): Answer {
  return answer(200, json, writeUser(shown, dialect.quirks, 'change'))
}
