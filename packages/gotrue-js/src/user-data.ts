export interface AppMetadata {
  provider: string
  roles?: string[]
  [key: string]: unknown
}

/** A user as the server writes one. */
export interface UserData {
  id: string
  aud: string
  email: string
  role: string
  app_metadata: AppMetadata
  user_metadata: Record<string, unknown>
  created_at: string
  updated_at: string
  confirmed_at: string | null
  [key: string]: unknown
}

export interface UserAttributes {
  email?: string
  password?: string
  [key: string]: unknown
}

/** Which user is meant. */
export interface UserRef {
  readonly id: string
  readonly [key: string]: unknown
}

/**
 * What `listUsers` gives: an object with the list in `users`. The published package declares a list in
 * its stead; `listUsers` gives both types, so that programs compile whichever they believed (D10).
 */
export interface UserList {
  aud?: string
  users: UserData[]
}
