import type { WireUser } from '@latchkey/client'
import { keepUser, sendAsUser } from '@latchkey/client/parts'
import { told } from './auth-events.ts'
import { browserClient, quietly } from './browser-client.ts'
import { needUrl } from './config.ts'
import { AuthError, toAuthError } from './errors.ts'
import { getToken } from './get-token.ts'
import { pageSession } from './hydrate.ts'
import { request } from './request.ts'
import { isBrowser } from './runtime.ts'
import { toUser, type User } from './user.ts'

/** What a user may change. What is left out stays. */
export interface UserUpdates {
  email?: string
  password?: string
  /** Merged into `userMetadata`. */
  data?: Record<string, unknown>
  [key: string]: unknown
}

/** Changes the user who is signed in: on this page, or the visitor of the request at hand. */
export async function updateUser(updates: UserUpdates): Promise<User> {
  if (isBrowser()) return told('user_updated', await updateOnPage(updates))
  const url = needUrl()
  const bearer = await getToken()
  if (!bearer) throw nobody()
  const put = { method: 'PUT', bearer, json: updates } as const
  return toUser((await request<WireUser>(url, '/user', put)).body)
}

/** Confirms a new address with the token of the mail. The same person must be signed in. */
export async function verifyEmailChange(token: string): Promise<User> {
  if (!isBrowser()) throw new AuthError('verifyEmailChange() is only available in the browser')
  return told('user_updated', await changeEmail(token))
}

/** As `verifyEmailChange`, and tells nobody yet. */
export function changeEmail(token: string, withoutSession?: string): Promise<User> {
  const json = { email_change_token: token }
  return updateOnPage(json, 'Email change verification failed', withoutSession)
}

/** Changes the user of this page, and the profile that its session keeps. */
async function updateOnPage(json: UserUpdates, words?: string, alone?: string): Promise<User> {
  const client = browserClient()
  if (!(await pageSession())) throw nobody(alone)
  const put = { method: 'PUT', json } as const
  try {
    const { body } = await sendAsUser<WireUser>(client, '/user', put)
    quietly(() => void keepUser(client, body))
    return toUser(body)
  } catch (error) {
    throw toAuthError(error, words)
  }
}

function nobody(words = 'No user is currently logged in'): AuthError {
  return new AuthError(words, undefined, { code: 'no_session' })
}
