import type { RequestOptions } from './api.ts'
import { sendJson } from './request.ts'
import type { UserAttributes, UserData, UserList, UserRef } from './user-data.ts'

/** Sends requests as somebody: a `User`. */
export interface Requester {
  _request<T = unknown>(path: string, options?: RequestOptions): Promise<T>
}

/** What a user whom the server takes for an administrator may do with others. */
export class Admin {
  declare private user: Requester

  constructor(user: Requester) {
    this.user = user
  }

  /** All users, as the server lists them; see `UserList`. */
  listUsers(aud?: string): Promise<UserData[] & UserList> {
    return this.user._request('/admin/users', { method: 'GET', audience: aud })
  }

  getUser(user: UserRef): Promise<UserData> {
    return this.user._request(pathOf(user))
  }

  updateUser(user: UserRef, attributes: UserAttributes = {}): Promise<UserData> {
    return this.user._request(pathOf(user), sendJson(attributes, 'PUT'))
  }

  createUser(email: string, password: string, attributes: UserAttributes = {}): Promise<UserData> {
    return this.user._request('/admin/users', sendJson({ ...attributes, email, password }))
  }

  deleteUser(user: UserRef): Promise<void> {
    return this.user._request(pathOf(user), { method: 'DELETE' })
  }
}

const pathOf = ({ id }: UserRef): string => `/admin/users/${encodeURIComponent(id)}`
