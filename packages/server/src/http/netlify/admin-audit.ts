import { readForm } from '@latchkey/wire/form'
import { Unreadable } from '@latchkey/wire/read'
import { writeSortedJson } from '../../kernel/json.ts'
import { type Granted, granted } from '../../kernel/outcome.ts'
import { writeSecond } from '../../kernel/rfc3339.ts'
import type { Admin, UseCases } from '../../usecases/usecases.ts'
import { json } from '../error-body.ts'
import { type Answer, answer } from '../exchange.ts'
import { complaining } from './body.ts'
import type { Call } from './dialect.ts'
import { type AskedPage, pageHeaders, type Query, readPage } from './paging.ts'

type AuditCommand = Parameters<UseCases['readAuditLog']>[0]
type AuditSearch = NonNullable<AuditCommand['search']>
type AuditPage = Extract<Awaited<ReturnType<UseCases['readAuditLog']>>, { granted: true }>['value']

export interface AskedAudit extends AuditCommand {
  readonly admin: Admin
  readonly page: AskedPage
  readonly query: Query
}

/** GET /admin/audit (server spec 1.17). */
export function readAudit(call: Call, admin: Admin): Granted<AskedAudit> {
  const isStrict = call.dialect.quirks.jsonStrict
  const query = complaining('Bad Parameters', () => readForm(call.exchange.query, { isStrict }))
  const page = readPage(call, query)
  return granted({ admin, query, page, search: readSearch(call, query.get('query') ?? '') })
}

const scopes: ReadonlySet<string> = new Set<AuditSearch['scope']>(['author', 'action', 'type'])

/** `scope:value`; an empty value searches for nothing in particular. */
function readSearch({ dialect: { quirks } }: Call, query: string): AuditSearch | null {
  if (query === '') return null
  const most = quirks.filterMost
  if (most !== null && query.length > most) {
    throw new Unreadable('query', `at most ${most} characters`, true, 'Bad Query Parameters')
  }
  const colon = query.indexOf(':')
  const scope = query.slice(0, Math.max(0, colon))
  if (!isScope(scope)) throw new Unreadable('', `Invalid query scope: ${query}`)
  const value = query.slice(colon + 1)
  return value === '' ? null : { scope, value }
}

function isScope(text: string): text is AuditSearch['scope'] {
  return scopes.has(text)
}

export function writeAudit({ records, total }: AuditPage, call: Call, command: AskedAudit): Answer {
  const entries = records.map(
    ({ id, payload, createdAt }) =>
      `{"id":"${id}","payload":${writeSortedJson(payload)},"created_at":"${writeSecond(createdAt)}"}`,
  )
  const headers = pageHeaders(call, command.query, command.page, total)
  return answer(200, { ...json, ...headers }, `[${entries.join(',')}]`)
}
