import { readForm } from '@latchkey/wire/form'
import { type TokenForm, tokenForm } from '@latchkey/wire/netlify'
import { bodyReader, readUtf8, Unreadable } from '@latchkey/wire/read'
import type { IssuedTokens } from '../../domain/claims.ts'
import { type Refusal, refusal } from '../../domain/refusal.ts'
import { granted, type Outcome, refused } from '../../kernel/outcome.ts'
import type { Caller, UseCases } from '../../usecases/usecases.ts'
import { Unacceptable } from '../face.ts'
import { isForm, isJson } from '../media-type.ts'
import { readBody } from '../request-body.ts'
import { readAs } from './body.ts'
import { callerOf, hashingCallerOf } from './caller.ts'
import type { Call } from './dialect.ts'
import { readOriginalForm } from './original-form.ts'

/** What a grant type asks for (RFC 6749 §1.3). */
export type GrantCommand =
  | {
      readonly grant: 'password'
      readonly caller: Caller
      readonly email: string
      readonly password: string
    }
  | { readonly grant: 'refresh_token'; readonly caller: Caller; readonly refreshToken: string }

/** POST /token: names of grants are exact (server spec 1.6, P-21). */
export async function readGrant(call: Call): Promise<Outcome<GrantCommand, Refusal>> {
  const form = call.dialect.quirks.tokenFromQuery
    ? await readOriginalForm(call.exchange)
    : await readStrictForm(call)
  if (form.grant_type === 'password') {
    const { username: email, password } = form
    return granted({ grant: 'password', caller: hashingCallerOf(call), email, password })
  }
  if (form.grant_type !== 'refresh_token') return refused(refusal('grant_type_unsupported'))
  const refreshToken = form.refresh_token
  return granted({ grant: 'refresh_token', caller: callerOf(call), refreshToken })
}

export function runGrant(
  usecases: UseCases,
  command: GrantCommand,
): Promise<Outcome<IssuedTokens, Refusal>> {
  return command.grant === 'password'
    ? usecases.signInWithPassword(command)
    : usecases.refreshSession(command)
}

const readTokenForm = bodyReader(tokenForm)
const strict = { isStrict: true }

/** Fields of the body; of the query the grant type only, so that no secret stands in an address. */
async function readStrictForm(call: Call): Promise<TokenForm> {
  const { exchange } = call
  const inQuery = readForm(exchange.query, strict).get('grant_type') ?? ''
  const form = await readBodyFields(call)
  if (form.email !== '' && form.email !== form.username) {
    throw new Unreadable('email', 'left out beside username') // two addresses, one request (P-23)
  }
  return form.grant_type === '' ? { ...form, grant_type: inQuery } : form
}

async function readBodyFields(call: Call): Promise<TokenForm> {
  const type = call.exchange.request.headers.get('content-type')
  if (isJson(type)) return readAs(call, readTokenForm, '')
  const bytes = await readBody(call.exchange)
  if (isForm(type)) {
    return readTokenForm(Object.fromEntries(readForm(readUtf8(bytes), strict)))
  }
  if (bytes.byteLength > 0) throw new Unacceptable('media_type_unsupported')
  return readTokenForm(null)
}
