import type { Client } from './client.ts'
import { signInThrough } from './session.ts'
import type { User } from './user.ts'

export interface PasswordCredentials {
  readonly email: string
  readonly password: string
  readonly signal?: AbortSignal
}

/**
 * Signs a person in with address and password, and keeps the session.
 *
 * @throws AuthError `invalid_grant` for an unknown address, a wrong password or an unconfirmed one
 */
export function signIn(
  client: Client,
  { email, password, signal }: PasswordCredentials,
): Promise<User> {
  const form = { grant_type: 'password', username: email, password }
  return signInThrough(client, '/token', { form, signal })
}
