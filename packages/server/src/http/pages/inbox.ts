import { readForm } from '@latchkey/wire/form'
import { Unreadable } from '@latchkey/wire/read'
import type { InboxUseCases } from '../../usecases/usecases.ts'
import type { Delay } from '../delay.ts'
import { json } from '../error-body.ts'
import { type Answer, answer, type Exchange, signalOf } from '../exchange.ts'
import { type Route, Unacceptable } from '../face.ts'
import { inboxEvents } from './inbox-events.ts'
import { type InboxMessage, writeMessage } from './inbox-message.ts'

type InboxQuery = Parameters<InboxUseCases['list']>[0]

const api = '/_/inbox/api'

/** What tests and the inbox page ask of the mail that stayed here (decisions 4). */
export function inboxRoutes(inbox: InboxUseCases, delay: Delay): readonly Route[] {
  return [
    { method: 'GET', path: `${api}/messages`, run: (exchange) => list(inbox, delay, exchange) },
    { method: 'GET', path: `${api}/latest`, run: (exchange) => latest(inbox, delay, exchange) },
    { method: 'GET', path: `${api}/messages/:id`, run: (exchange) => one(inbox, exchange) },
    { method: 'DELETE', path: `${api}/messages`, run: () => clear(inbox) },
    { method: 'DELETE', path: `${api}/messages/:id`, run: (exchange) => remove(inbox, exchange) },
    { method: 'GET', path: `${api}/events`, run: () => inboxEvents(inbox, delay) },
  ]
}

interface Asked {
  readonly query: InboxQuery
  /** Milliseconds. */
  readonly patience: number
}

/** Newest first; with `wait`, as soon as there is one. */
async function list(inbox: InboxUseCases, delay: Delay, exchange: Exchange): Promise<Answer> {
  const asked = read(exchange)
  await newest(inbox, delay, exchange, asked)
  return answer(200, json, `[${inbox.list(asked.query).map(writeMessage).join(',')}]`)
}

/** The newest match, or 404 when there is none within `wait`. */
async function latest(inbox: InboxUseCases, delay: Delay, exchange: Exchange): Promise<Answer> {
  const message = await newest(inbox, delay, exchange, read(exchange))
  if (message === null) throw new Unacceptable('not_found')
  return answer(200, json, writeMessage(message))
}

function one(inbox: InboxUseCases, { params }: Exchange): Answer {
  const message = inbox.find(params['id'] ?? '')
  if (message === null) throw new Unacceptable('not_found')
  return answer(200, json, writeMessage(message))
}

function remove(inbox: InboxUseCases, { params }: Exchange): Answer {
  if (!inbox.remove(params['id'] ?? '')) throw new Unacceptable('not_found')
  return answer(204, {}, null)
}

function clear(inbox: InboxUseCases): Answer {
  inbox.clear()
  return answer(204, {}, null)
}

async function newest(
  inbox: InboxUseCases,
  delay: Delay,
  exchange: Exchange,
  { query, patience }: Asked,
): Promise<InboxMessage | null> {
  const [message] = inbox.list(query)
  if (message !== undefined || patience === 0) return message ?? null
  const ending = new AbortController()
  const signal = AbortSignal.any([signalOf(exchange), ending.signal])
  const timer = delay(patience, signal).then(() => ending.abort())
  const found = await inbox.wait(query, signal)
  ending.abort()
  await timer
  return found
}

function read({ query }: Exchange): Asked {
  const fields = readForm(query, { isStrict: true })
  const to = fields.get('to') ?? ''
  const kind = fields.get('kind') ?? ''
  return {
    query: { ...(to === '' ? {} : { to }), ...(kind === '' ? {} : { kind }) },
    patience: readSpan(fields.get('wait') ?? ''),
  }
}

const units: ReadonlyMap<string, number> = new Map([
  ['ms', 1],
  ['s', 1000],
  ['m', 60_000],
])
const longest = 60_000

/** `500ms`, `10s`, `1m`; at most a minute. Empty is none. */
function readSpan(text: string): number {
  if (text === '') return 0
  const [, count = '', unit = ''] = /^([0-9]{1,5})(ms|s|m)$/.exec(text) ?? []
  const span = Number(count) * (units.get(unit) ?? Number.NaN)
  if (!(span <= longest)) throw new Unreadable('wait', 'a time such as 10s, 60s at most')
  return span
}
