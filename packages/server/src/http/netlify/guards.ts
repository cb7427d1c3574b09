import { adminAudienceBody } from '@latchkey/wire/netlify'
import { bodyReader } from '@latchkey/wire/read'
import { type Refusal, refusal } from '../../domain/refusal.ts'
import { granted, type Outcome, refused } from '../../kernel/outcome.ts'
import type { Admin, Bearer } from '../../usecases/usecases.ts'
import { declaredLength, readBody } from '../request-body.ts'
import { complaining, during, readJsonBody } from './body.ts'
import { callerOf } from './caller.ts'
import type { Call } from './dialect.ts'

/** Lets a call in, with who it is, or says why not. Runs before anything is read for the route. */
export type Guard<Who> = (call: Call) => Promise<Outcome<Who, Refusal>> | Outcome<Who, Refusal>

/** A precondition that everybody may know of. */
export type Check = (call: Call) => Refusal | null

/** Everybody, as long as the checks hold (Q-018: decided before any lookup). */
export function visitor(...checks: readonly Check[]): Guard<null> {
  return (call) => {
    const reason = firstOf(checks, call)
    return reason === null ? granted(null) : refused(reason)
  }
}

export const emailEnabled: Check = ({ dialect }) =>
  dialect.usecases.readSettings().emailEnabled ? null : refusal('email_provider_disabled')

export const signUpOpen: Check = ({ dialect }) =>
  dialect.usecases.readSettings().signUpDisabled ? refusal('signup_disabled') : null

function firstOf(checks: readonly Check[], call: Call): Refusal | null {
  for (const check of checks) {
    const reason = check(call)
    if (reason !== null) return reason
  }
  return null
}

/** The bearer of an access token (server spec 2.4). */
export const bearer: Guard<Bearer> = (call) => believe(call, false)

/** The same, also shortly after the token's end: signing out must not need a refresh. */
export const leavingBearer: Guard<Bearer> = (call) => believe(call, true)

async function believe(call: Call, forSignOut: boolean): Promise<Outcome<Bearer, Refusal>> {
  const token = tokenOf(call)
  if (token === null) return refused(refusal('bearer_required'))
  return call.dialect.usecases.believeBearer(token, callerOf(call), { forSignOut })
}

const anyCase = /^bearer (\S+)$/i
const original = /^[Bb]earer (\S+)$/

/** The token of `Authorization` (RFC 6750 §2.1), one blank after the scheme; cookies never count. */
function tokenOf({ exchange, dialect: { quirks } }: Call): string | null {
  const header = exchange.request.headers.get('authorization') ?? ''
  return (quirks.bearerAnyCase ? anyCase : original).exec(header)?.[1] ?? null
}

/** The operator, or a user whose stored role says so, as long as the checks hold (server spec 2.5). */
export function admin(...checks: readonly Check[]): Guard<Admin> {
  return async (call) => {
    const token = tokenOf(call)
    if (token === null) return refused(refusal('bearer_required'))
    const { hasBody, audience, flaw } = await admissionBody(call)
    const { usecases } = call.dialect
    const caller = callerOf(call)
    const admitted = await usecases.admitAdmin({ token, caller, bodyAudience: audience, hasBody })
    if (!admitted.granted) return admitted
    // The operator's body is left to the route; a stranger never learns that his is broken.
    if (flaw !== null && admitted.value.kind === 'user') throw flaw
    const reason = firstOf(checks, call)
    return reason === null ? admitted : refused(reason)
  }
}

interface AdmissionBody {
  readonly hasBody: boolean
  readonly audience: string
  readonly flaw: unknown
}

const step = 'Could not decode admin user params'
const readAudience = bodyReader(adminAudienceBody)
const noBody: AdmissionBody = { hasBody: false, audience: '', flaw: null }

async function admissionBody(call: Call): Promise<AdmissionBody> {
  if (!(await hasBody(call))) return noBody
  const reading = await readJsonBody(call)
  if (!reading.isRead) return { hasBody: true, audience: '', flaw: during(step, reading.flaw) }
  try {
    const { aud } = complaining(step, () => readAudience(reading.value))
    return { hasBody: true, audience: aud, flaw: null }
  } catch (flaw) {
    return { hasBody: true, audience: '', flaw } // thrown once the caller is known to be a user
  }
}

/** An empty chunked body is a body; a GET has none whatever it carries (server spec 2.5, Q-106). */
async function hasBody({ exchange }: Call): Promise<boolean> {
  const { method, request } = exchange
  if (method === 'GET' || method === 'HEAD') return false
  const declared = declaredLength(request)
  if (declared !== null) return declared > 0
  if (request.headers.has('transfer-encoding')) return true
  return (await readBody(exchange)).byteLength > 0
}
