import type { Client } from './client.ts'
import { sendAsUser } from './session.ts'
import type { WireUser } from './stored-session.ts'
import { type Received, type Send, send } from './transport.ts'
import { toUser, type User } from './user.ts'

/** The right to administer users: an operator's, or that of an administrator who is signed in. */
export interface Admin {
  send<Body>(path: string, options?: Send): Promise<Received<Body>>
}

export interface OperatorOptions {
  /** Where the server answers, without a slash at its end. */
  readonly url: string
  /** The operator's token, or how to get it. A secret: servers only. */
  readonly token: string | (() => string | Promise<string>)
  readonly audience?: string
  readonly fetch?: typeof fetch
  /** Milliseconds until a request is given up. Default: 8,000. */
  readonly timeout?: number
}

/** Administers with an operator's token, on a server. */
export function operator(options: OperatorOptions): Admin {
  const { url, token, audience, timeout = 8_000 } = options
  const transport = {
    fetch: options.fetch ?? ((input, init) => fetch(input, init)),
    timeout,
    headers: audience ? { 'x-jwt-aud': audience } : {},
  } satisfies Parameters<typeof send>[0]
  return {
    send: async (path, request = {}) => {
      const bearer = typeof token === 'string' ? token : await token()
      return send(transport, url + path, { ...request, bearer })
    },
  }
}

/** Administers as the person who is signed in; the server decides whether they may. */
export function administrator(client: Client): Admin {
  return { send: (path, request) => sendAsUser(client, path, request) }
}

export interface ListOptions {
  /** From 1. */
  readonly page?: number
  readonly perPage?: number
  /** Part of an address or of a name. */
  readonly filter?: string
  /** A column and a direction, such as `created_at desc`. */
  readonly sort?: string
  readonly signal?: AbortSignal
}

export interface UserPage {
  readonly users: readonly User[]
  /** How many there are in all; `null` where the server does not say. */
  readonly total: number | null
  /** The number of the page after this one; `null` on the last. */
  readonly nextPage: number | null
}

export async function listUsers(admin: Admin, options: ListOptions = {}): Promise<UserPage> {
  const { signal, page = 1, perPage = 50, filter, sort } = options
  const query = new URLSearchParams({
    page: `${page}`,
    per_page: `${perPage}`,
    ...(filter && { filter }),
    ...(sort && { sort }),
  })
  const path = `/admin/users?${query}`
  const { body, headers } = await admin.send<{ users: WireUser[] }>(path, { signal })
  const total = headers.get('x-total-count')
  const link = headers.get('link')
  const hasMore = link ? /rel="?next"?/.test(link) : body.users.length === perPage
  return {
    users: body.users.map(toUser),
    total: total === null ? null : Number(total),
    nextPage: hasMore ? page + 1 : null,
  }
}

/** Every user there is, a page at a time. */
export async function* eachUser(
  admin: Admin,
  options: Omit<ListOptions, 'page'> = {},
): AsyncGenerator<User, void, undefined> {
  for (let page: number | null = 1; page !== null; ) {
    const found: UserPage = await listUsers(admin, { ...options, page })
    yield* found.users
    page = found.nextPage
  }
}

/** What an administrator may set. What is left out stays. */
export interface UserAttributes {
  readonly email?: string
  readonly password?: string
  readonly role?: string
  /** Counts the address as confirmed. */
  readonly confirm?: boolean
  readonly appMetadata?: Readonly<Record<string, unknown>>
  readonly userMetadata?: Readonly<Record<string, unknown>>
}

export async function getUser(admin: Admin, id: string, signal?: AbortSignal): Promise<User> {
  return toUser((await admin.send<WireUser>(pathOf(id), { signal })).body)
}

export function createUser(admin: Admin, attributes: UserAttributes): Promise<User> {
  return write(admin, 'POST', '/admin/users', attributes)
}

export function updateUser(admin: Admin, id: string, attributes: UserAttributes): Promise<User> {
  return write(admin, 'PUT', pathOf(id), attributes)
}

export async function deleteUser(admin: Admin, id: string, signal?: AbortSignal): Promise<void> {
  await admin.send(pathOf(id), { method: 'DELETE', signal })
}

/** Invites a person by mail. */
export async function inviteUser(
  admin: Admin,
  email: string,
  data?: Readonly<Record<string, unknown>>,
): Promise<User> {
  const request = { method: 'POST', json: { email, data } } as const
  return toUser((await admin.send<WireUser>('/invite', request)).body)
}

async function write(
  admin: Admin,
  method: 'POST' | 'PUT',
  path: string,
  { appMetadata, userMetadata, ...attributes }: UserAttributes,
): Promise<User> {
  const json = { ...attributes, app_metadata: appMetadata, user_metadata: userMetadata }
  return toUser((await admin.send<WireUser>(path, { method, json })).body)
}

function pathOf(id: string): string {
  return `/admin/users/${encodeURIComponent(id)}`
}
