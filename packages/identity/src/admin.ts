import type { Received, Send, WireUser } from '@latchkey/client'
import {
  type AuditOptions,
  type AuditPage,
  listAudit,
  type Paging,
  readPaging,
} from '@latchkey/client/parts'
import { needConfig } from './config.ts'
import { AuthError } from './errors.ts'
import { request } from './request.ts'
import { isBrowser } from './runtime.ts'
import { toUser, type User } from './user.ts'

export interface ListUsersOptions {
  /** From 1. */
  page?: number
  perPage?: number
}

export interface CreateUserParams {
  email: string
  password: string
  /** `role`, `app_metadata` and `user_metadata`; anything else is left out. */
  data?: Record<string, unknown>
}

export interface AdminUserUpdates {
  email?: string
  password?: string
  role?: string
  /** Counts the address as confirmed. */
  confirm?: boolean
  app_metadata?: Record<string, unknown>
  user_metadata?: Record<string, unknown>
}

/** Administers users with the operator's token of the runtime. Servers only. */
export interface Admin {
  listUsers: (options?: ListUsersOptions) => Promise<User[]>
  getUser: (userId: string) => Promise<User>
  /** The address counts as confirmed. */
  createUser: (params: CreateUserParams) => Promise<User>
  updateUser: (userId: string, attributes: AdminUserUpdates) => Promise<User>
  deleteUser: (userId: string) => Promise<void>
}

/** Not in @netlify/identity. */
export interface ListUsersPageOptions extends ListUsersOptions {
  /** Part of an address or of a name. */
  filter?: string
  /** A column and a direction, such as `created_at desc`. */
  sort?: string
}

/** Not in @netlify/identity. */
export interface UsersPage extends Paging {
  users: User[]
}

/** What this package has beyond @netlify/identity. */
interface MoreAdmin extends Admin {
  /** A page of users, and how many there are. */
  listUsersPage: (options?: ListUsersPageOptions) => Promise<UsersPage>
  /** Every user there is, a page at a time: for exports and for what must reach everybody. */
  eachUser: (options?: Omit<ListUsersPageOptions, 'page'>) => AsyncGenerator<User, void, undefined>
  /** Invites a person by mail; `data` is their first `userMetadata`. */
  inviteUser: (email: string, data?: Record<string, unknown>) => Promise<User>
  /** The audit log, newest first. */
  listAudit: (options?: AuditOptions) => Promise<AuditPage>
}

const forCreation = ['role', 'app_metadata', 'user_metadata']
const forUpdate = ['email', 'password', 'confirm', ...forCreation]

const serving: MoreAdmin = {
  listUsers: async (options) => (await list(options)).body.users.map(toUser),
  listUsersPage,
  eachUser,
  getUser: async (userId) => one(pathOf(userId)),
  createUser: async ({ email, password, data = {} }) => {
    const json = { ...only(forCreation, data), email, password, confirm: true }
    return one(users, { method: 'POST', json })
  },
  updateUser: async (userId, attributes) =>
    one(pathOf(userId), { method: 'PUT', json: only(forUpdate, attributes) }),
  deleteUser: async (userId) => {
    await ask(pathOf(userId), { method: 'DELETE' })
  },
  inviteUser: (email, data) => one('/invite', { method: 'POST', json: { email, data } }),
  listAudit: (options) => listAudit({ send: ask }, options),
}

/** Refuses in pages, which therefore carry nothing else of it. */
export const admin: MoreAdmin = isBrowser() ? /* @__PURE__ */ refusing() : serving

function refusing(): MoreAdmin {
  const refuse = async (): Promise<never> => {
    throw new AuthError(
      'Admin operations are server-only. Call admin methods from a Netlify Function or Edge Function, not from browser code.',
    )
  }
  async function* eachUser(): AsyncGenerator<User, void, undefined> {
    yield await refuse()
  }
  return {
    listUsers: refuse,
    listUsersPage: refuse,
    eachUser,
    getUser: refuse,
    createUser: refuse,
    updateUser: refuse,
    deleteUser: refuse,
    inviteUser: refuse,
    listAudit: refuse,
  }
}

const users = '/admin/users'

async function listUsersPage(options: ListUsersPageOptions = {}): Promise<UsersPage> {
  const asked = { page: 1, perPage: 50, ...options }
  const { body, headers } = await list(asked)
  return { users: body.users.map(toUser), ...readPaging(headers, asked, body.users.length) }
}

async function* eachUser(
  options?: Omit<ListUsersPageOptions, 'page'>,
): AsyncGenerator<User, void, undefined> {
  for (let page: number | null = 1; page !== null; ) {
    const found: UsersPage = await listUsersPage({ ...options, page })
    yield* found.users
    page = found.nextPage
  }
}

function list(options: ListUsersPageOptions = {}): Promise<Received<{ users: WireUser[] }>> {
  const { page, perPage, filter, sort } = options
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries({ page, per_page: perPage, filter, sort })) {
    if (value) query.set(name, `${value}`)
  }
  return ask(query.size ? `${users}?${query}` : users)
}

async function one(path: string, options?: Send): Promise<User> {
  return toUser((await ask<WireUser>(path, options)).body)
}

/** @throws AuthError without an operator's token */
async function ask<Body>(path: string, options?: Send): Promise<Received<Body>> {
  const { url, token } = needConfig()
  if (!token) throw new AuthError(needsOperator)
  const headers = { 'content-type': 'application/json' }
  return request(url, path, { ...options, headers, bearer: token }, 'Admin request failed')
}

/** @throws AuthError for what is no id of a user */
function pathOf(userId: string): string {
  if (!id.test(userId)) throw new AuthError('User ID is not a valid UUID')
  return `${users}/${userId}`
}

const needsOperator =
  'Admin operations require an operator token (only available in Netlify Functions)'
const id = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i

function only(names: readonly string[], from: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(from).filter(([name]) => names.includes(name)))
}
