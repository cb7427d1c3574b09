import type { Refusal, RefusalCode } from '../../domain/refusal.ts'
import { writeJsonString } from '../../kernel/json.ts'
import { errorBody, json } from '../error-body.ts'
import { type Answer, answer } from '../exchange.ts'
import { clearedCookie } from './cookies.ts'
import { type Call, isAdminPath } from './dialect.ts'
import { type ErrorRendering, netlifyRefusals, type Rendering } from './refusals.ts'
import { tokenFlawText } from './token-flaw.ts'

/** Says no in the dialect's words. */
export function refuse(call: Call, { code, detail = {} }: Refusal): Answer {
  const rendering: Rendering = netlifyRefusals[code]
  const cookie = clears(call, code, rendering) ? clearedCookie(call) : {}
  if ('error' in rendering) {
    const body = oauthErrorBody(rendering.error, rendering.text)
    return answer(400, { ...json, ...cookie }, body, code)
  }
  const { status } = rendering
  const text = textOf(call, { code, detail }, rendering)
  const errorCode = call.dialect.quirks.errorCode ? rendering.code : ''
  const body = errorBody(status, text, errorCode, call.exchange.id)
  return answer(status, { ...json, ...cookie, ...retryAfter(status, detail) }, body, code)
}

/** An `O` body; the description is left out when there is none. */
export function oauthErrorBody(error: string, description: string): string {
  const said = description === '' ? '' : `,"error_description":${writeJsonString(description)}`
  return `{"error":"${error}"${said}}`
}

function textOf(
  { dialect }: Call,
  { code, detail = {} }: Refusal,
  { text }: ErrorRendering,
): string {
  if (code === 'bearer_invalid' && dialect.quirks.tokenErrorDetail && detail.flaw) {
    return `Invalid token: ${tokenFlawText(detail.flaw)}`
  }
  return typeof text === 'string' ? text : text(detail)
}

/** who is told to wait is told how long. */
function retryAfter(
  status: number,
  { retryAfter: span }: NonNullable<Refusal['detail']>,
): Readonly<Record<string, string>> {
  return status === 429 || status === 503 ? { 'retry-after': String(span ?? 1) } : {}
}

/** Where the original takes the cookie back; safe only from those who asked for one. */
function clears({ exchange, dialect }: Call, code: RefusalCode, rendering: Rendering): boolean {
  const { local, request } = exchange
  if (local === '/logout') return true
  if (rendering.clearsCookie !== true) return false
  if (code === 'bearer_required' && isAdminPath(local)) return false
  return dialect.quirks.cookieClearedAlways || (request.headers.get('x-use-cookie') ?? '') !== ''
}
