import type { Received, Send, WireUser } from '@latchkey/client'
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
export interface UsersPage {
  users: User[]
  /** How many there are in all; `null` where the server does not say. */
  total: number | null
  /** The number of the page after this one; `null` on the last. */
  nextPage: number | null
}

interface PagedAdmin extends Admin {
  /** A page of users, and how many there are. Not in @netlify/identity. */
  listUsersPage: (options?: ListUsersPageOptions) => Promise<UsersPage>
}

const forCreation = ['role', 'app_metadata', 'user_metadata']
const forUpdate = ['email', 'password', 'confirm', ...forCreation]

export const admin: PagedAdmin = {
  listUsers: async (options) => (await list(options)).body.users.map(toUser),
  listUsersPage: async ({ page = 1, perPage = 50, ...options } = {}) => {
    const { body, headers } = await list({ page, perPage, ...options })
    const users = body.users.map(toUser)
    const total = headers.get('x-total-count')
    const link = headers.get('link')
    const hasMore = link ? /rel="?next"?/.test(link) : users.length === perPage
    return {
      users,
      total: total === null ? null : Number(total),
      nextPage: hasMore ? page + 1 : null,
    }
  },
  getUser: async (userId) => one(`/${userId}`),
  createUser: async ({ email, password, data = {} }) => {
    const json = { ...only(forCreation, data), email, password, confirm: true }
    return one('', { method: 'POST', json })
  },
  updateUser: async (userId, attributes) =>
    one(`/${userId}`, { method: 'PUT', json: only(forUpdate, attributes) }),
  deleteUser: async (userId) => {
    await ask(`/${userId}`, { method: 'DELETE' })
  },
}

function list(options: ListUsersPageOptions = {}): Promise<Received<{ users: WireUser[] }>> {
  const { page, perPage, filter, sort } = options
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries({ page, per_page: perPage, filter, sort })) {
    if (value) query.set(name, `${value}`)
  }
  return ask(query.size ? `?${query}` : '')
}

async function one(path: string, options?: Send): Promise<User> {
  return toUser((await ask<WireUser>(path, options)).body)
}

/** @throws AuthError in a browser, without an operator's token, and for what is no id of a user */
async function ask<Body>(path: string, options?: Send): Promise<Received<Body>> {
  if (isBrowser()) throw new AuthError(serverOnly)
  if (path.startsWith('/') && !id.test(path)) throw new AuthError('User ID is not a valid UUID')
  const { url, token } = needConfig()
  if (!token) throw new AuthError(needsOperator)
  const headers = { 'content-type': 'application/json' }
  const words = 'Admin request failed'
  return request(url, `/admin/users${path}`, { ...options, headers, bearer: token }, words)
}

const serverOnly =
  'Admin operations are server-only. Call admin methods from a Netlify Function or Edge Function, not from browser code.'
const needsOperator =
  'Admin operations require an operator token (only available in Netlify Functions)'
const id = /^\/[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i

function only(names: readonly string[], from: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(from).filter(([name]) => names.includes(name)))
}
