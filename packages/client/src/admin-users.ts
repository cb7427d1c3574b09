import type { Admin } from './admin-right.ts'
import { type PageOptions, type Paging, pageQuery, readPaging } from './paging.ts'
import type { WireUser } from './stored-session.ts'
import { toUser, type User } from './user.ts'

export interface ListOptions extends PageOptions {
  /** Part of an address or of a name. */
  readonly filter?: string
  /** A column and a direction, such as `created_at desc`. */
  readonly sort?: string
  readonly signal?: AbortSignal
}

export interface UserPage extends Paging {
  readonly users: readonly User[]
}

export async function listUsers(admin: Admin, options: ListOptions = {}): Promise<UserPage> {
  const { signal, ...asked } = options
  const path = `/admin/users?${pageQuery(asked)}`
  const { body, headers } = await admin.send<{ users: WireUser[] }>(path, { signal })
  return { users: body.users.map(toUser), ...readPaging(headers, asked, body.users.length) }
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
