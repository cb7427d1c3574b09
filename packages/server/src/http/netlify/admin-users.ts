import { readForm } from '@latchkey/wire/form'
import { adminUserBody } from '@latchkey/wire/netlify'
import { bodyReader, Unreadable } from '@latchkey/wire/read'
import type { UserId } from '../../domain/ids.ts'
import { writeJsonString } from '../../kernel/json.ts'
import { type Granted, granted } from '../../kernel/outcome.ts'
import type {
  Admin,
  AdminUserChanges,
  Caller,
  ChangeUserCommand,
  CreateUserCommand,
  ListUsersCommand,
  UseCases,
} from '../../usecases/usecases.ts'
import { json } from '../error-body.ts'
import { type Answer, answer } from '../exchange.ts'
import { complaining, readAs } from './body.ts'
import { callerOf, hashingCallerOf } from './caller.ts'
import type { Call } from './dialect.ts'
import { type AskedPage, pageHeaders, type Query, readPage } from './paging.ts'
import { readUserId } from './user-id.ts'
import { writeUser } from './write-user.ts'

export interface ListCommand extends ListUsersCommand {
  readonly page: AskedPage
  readonly query: Query
}

/** GET /admin/users (server spec 1.11). */
export function readList(call: Call, admin: Admin): Granted<ListCommand> {
  const { quirks } = call.dialect
  const isStrict = quirks.jsonStrict
  const query = complaining('Bad Parameters', () => readForm(call.exchange.query, { isStrict }))
  const page = readPage(call, query)
  const order = readOrder(query.get('sort'))
  return granted({ admin, query, page, order, filter: readFilter(call, query) })
}

const badSort = 'Bad Sort Parameters'

function readOrder(sort: string | undefined): ListUsersCommand['order'] {
  if (sort === undefined) return 'newest'
  const blank = sort.indexOf(' ')
  const field = blank < 0 ? sort : sort.slice(0, blank)
  const direction = blank < 0 ? 'desc' : sort.slice(blank + 1)
  if (field !== 'created_at') {
    throw new Unreadable('', `bad field for sort '${field}'`, false, badSort)
  }
  if (direction.toLowerCase() === 'asc') return 'oldest'
  if (direction.toLowerCase() === 'desc') return 'newest'
  const complaint = `bad direction for sort '${direction}', only 'asc' and 'desc' allowed`
  throw new Unreadable('', complaint, false, badSort)
}

function readFilter({ dialect: { quirks } }: Call, query: Query): string | null {
  const filter = query.get('filter') ?? ''
  const most = quirks.filterMost
  if (most !== null && filter.length > most) {
    throw new Unreadable('filter', `at most ${most} characters`, true, 'Bad Filter Parameters')
  }
  return filter === '' ? null : filter
}

type UserPage = Extract<Awaited<ReturnType<UseCases['listUsers']>>, { granted: true }>['value']

export function writeList({ users, total }: UserPage, call: Call, command: ListCommand): Answer {
  const { quirks } = call.dialect
  const shown = users.map((user) => writeUser({ user, isFresh: false }, quirks, 'read'))
  const body = `{"aud":${writeJsonString(command.admin.audience)},"users":[${shown.join(',')}]}`
  const headers = pageHeaders(call, command.query, command.page, total)
  return answer(200, { ...json, ...headers }, body)
}

const reader = bodyReader(adminUserBody)

async function readChanges(call: Call): Promise<AdminUserChanges> {
  const body = await readAs(call, reader, 'Could not decode admin user params')
  return {
    email: body.email,
    password: body.password,
    role: body.role,
    confirm: body.confirm,
    appMetadata: body.app_metadata,
    userMetadata: body.user_metadata,
  }
}

/** POST /admin/users (server spec 1.13). */
export async function readNewUser(call: Call, admin: Admin): Promise<Granted<CreateUserCommand>> {
  return granted({ caller: hashingCallerOf(call), admin, ...(await readChanges(call)) })
}

interface OneUser {
  readonly caller: Caller
  readonly admin: Admin
  readonly id: UserId
}

function idOf({ exchange, dialect }: Call): UserId {
  return readUserId(exchange.params['id'] ?? '', dialect.quirks)
}

/** GET and DELETE /admin/users/{user_id} (server spec 1.14, 1.16). */
export function readOne(call: Call, admin: Admin): Granted<OneUser> {
  return granted({ caller: callerOf(call), admin, id: idOf(call) })
}

/** PUT /admin/users/{user_id} (server spec 1.15). */
export async function readChange(call: Call, admin: Admin): Promise<Granted<ChangeUserCommand>> {
  const id = idOf(call)
  return granted({ caller: hashingCallerOf(call), admin, id, ...(await readChanges(call)) })
}
