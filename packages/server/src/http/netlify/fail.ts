import type { Unreadable } from '@latchkey/wire/read'
import { type RefusalCode, refusal } from '../../domain/refusal.ts'
import type { Seconds } from '../../kernel/instant.ts'
import { errorBody, json } from '../error-body.ts'
import { type Answer, answer } from '../exchange.ts'
import type { Failure } from '../face.ts'
import { failureAnswer } from '../failures.ts'
import type { Call } from './dialect.ts'
import { oauthErrorBody, refuse } from './refuse.ts'

const plainText = { 'content-type': 'text/plain; charset=utf-8' }

/** What goes wrong beside a use case, in this dialect. */
export function fail(
  { exchange, dialect: { quirks } }: Call,
  failure: Failure,
  retryAfter?: Seconds,
): Answer {
  if (!quirks.notFoundAsJson && failure === 'not_found') {
    return answer(404, plainText, '404 page not found\n', failure)
  }
  if (!quirks.notFoundAsJson && failure === 'method_not_allowed') {
    return answer(405, {}, null, failure)
  }
  const said = failureAnswer(failure, exchange, quirks.errorCode, retryAfter)
  if (failure !== 'unexpected' || quirks.unexpectedAsJson) return said
  return { ...said, headers: plainText }
}

/** Texts too long for any rule to take are refused as the rule would refuse them (E-24, P-03). */
const tooLong: ReadonlyMap<string, RefusalCode> = new Map([
  ['email', 'email_invalid'],
  ['password', 'password_too_long'],
])

/** A request that cannot be read: 400 with the step and the complaint. */
export function failUnreadable(call: Call, error: Unreadable): Answer {
  const { exchange, dialect } = call
  const { message, isTooLong, path, step } = error
  if (exchange.local === '/token') {
    return answer(400, json, oauthErrorBody('invalid_request', message), 'unreadable')
  }
  const code = isTooLong ? tooLong.get(path) : undefined
  if (code !== undefined) return refuse(call, refusal(code))
  const isBody = step.startsWith('Could not')
  const errorCode = dialect.quirks.errorCode ? (isBody ? 'bad_json' : 'validation_failed') : ''
  return answer(400, json, errorBody(400, message, errorCode, exchange.id), 'unreadable')
}
