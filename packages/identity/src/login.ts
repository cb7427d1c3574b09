import { told } from './auth-events.ts'
import { signInThrough } from './begin-session.ts'
import { needConfig } from './config.ts'
import { isBrowser, needCookieJar } from './runtime.ts'
import type { User } from './user.ts'

/**
 * Signs a person in with address and password. On a server the visitor of the request at hand gets the
 * cookies; see `verifyRequestOrigin`.
 *
 * @throws AuthError
 */
export async function login(email: string, password: string): Promise<User> {
  const url = needPlace()
  const form = { grant_type: 'password', username: email, password }
  return told('login', await signInThrough(url, '/token', { form }, 'Login failed'))
}

/**
 * Where the API is.
 *
 * @throws AuthError on a server that does not say so, or that cannot set cookies
 */
export function needPlace(): string {
  const { url } = needConfig()
  if (!isBrowser()) needCookieJar()
  return url
}
