import { readForm } from '@latchkey/wire/form'
import { readUtf8 } from '@latchkey/wire/read'
import type { Refusal, RefusalCode } from '../../domain/refusal.ts'
import { disownPath } from '../../usecases/draw-link.ts'
import type { UseCases } from '../../usecases/usecases.ts'
import { type Answer, answer, type Exchange } from '../exchange.ts'
import { type Route, Unacceptable } from '../face.ts'
import { isForm } from '../media-type.ts'
import { readBody } from '../request-body.ts'
import { disownDone, disownPolicy, disownQuestion, disownRefused } from './disown-page.ts'

const html = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': disownPolicy,
}

/** The page that a mail about a change links to; only its button does something (Q-027, Q-041, SEC-27). */
export function disownRoutes(usecases: UseCases): readonly Route[] {
  return [
    { method: 'GET', path: disownPath, run: () => answer(200, html, disownQuestion) },
    { method: 'POST', path: disownPath, run: (exchange) => disown(usecases, exchange) },
  ]
}

async function disown(usecases: UseCases, exchange: Exchange): Promise<Answer> {
  const { request, client } = exchange
  if (!isForm(request.headers.get('content-type'))) {
    throw new Unacceptable('media_type_unsupported')
  }
  const form = readForm(readUtf8(await readBody(exchange)), { isStrict: true })
  const done = await usecases.disownChange({
    caller: { audience: '', client, limitKey: null },
    token: form.get('token') ?? '',
  })
  return done.granted ? answer(200, html, disownDone) : refuse(done.reason)
}

interface Words {
  readonly status: number
  readonly text: string
}

const gone: Words = { status: 404, text: 'This link is not known, or it was used before.' }
const later: Words = { status: 503, text: 'The server is busy. Please try again in a minute.' }

const words: ReadonlyMap<RefusalCode, Words> = new Map([
  ['undo_expired', { status: 422, text: 'This link has expired. Please ask the site for help.' }],
  ['email_taken', { status: 422, text: 'Your former address is used by another account now.' }],
  ['rate_limited', { status: 429, text: 'Too many tries. Please wait a few minutes.' }],
  ['overloaded', later],
])

function refuse({ code, detail }: Refusal): Answer {
  const { status, text } = words.get(code) ?? gone
  const wait = detail?.retryAfter
  const headers = wait === undefined ? html : { ...html, 'retry-after': String(wait) }
  return answer(status, headers, disownRefused(text), code)
}
