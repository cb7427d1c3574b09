import { verifyBody } from '@latchkey/wire/netlify'
import { bodyReader } from '@latchkey/wire/read'
import { type Refusal, refusal } from '../../domain/refusal.ts'
import { granted, type Outcome, refused } from '../../kernel/outcome.ts'
import type { RedeemCommand } from '../../usecases/usecases.ts'
import { readAs } from './body.ts'
import { hashingCallerOf } from './caller.ts'
import type { Call } from './dialect.ts'

const reader = bodyReader(verifyBody)

const purposes: ReadonlyMap<string, RedeemCommand['purpose']> = new Map([
  ['signup', 'confirmation'],
  ['recovery', 'recovery'],
])

/** POST /verify: the token is missed before its type is (server spec 1.4). */
export async function readVerify(call: Call): Promise<Outcome<RedeemCommand, Refusal>> {
  const { type, token, password } = await readAs(call, reader, 'Could not read verification params')
  if (token.trim() === '') return refused(refusal('one_time_token_required'))
  const purpose = purposes.get(type)
  if (purpose === undefined) return refused(refusal('verification_type_unknown'))
  return granted({ caller: hashingCallerOf(call), purpose, token, password })
}
