import { inviteBody } from '@latchkey/wire/netlify'
import { bodyReader } from '@latchkey/wire/read'
import { type Granted, granted } from '../../kernel/outcome.ts'
import type { Admin, InviteCommand } from '../../usecases/usecases.ts'
import { readAs } from './body.ts'
import { callerOf } from './caller.ts'
import type { Call } from './dialect.ts'

const reader = bodyReader(inviteBody)

/** POST /invite (server spec 1.10). */
export async function readInvite(call: Call, admin: Admin): Promise<Granted<InviteCommand>> {
  const body = await readAs(call, reader, 'Could not read Invite params')
  return granted({ caller: callerOf(call), admin, ...body })
}
