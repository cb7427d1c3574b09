import type { WireUser } from '@latchkey/client'
import { told } from './auth-events.ts'
import { type Issued, keepSession } from './begin-session.ts'
import { login, needPlace } from './login.ts'
import { post } from './request.ts'
import { isBrowser } from './runtime.ts'
import { toUser, type User } from './user.ts'

/** First `userMetadata`. */
export type SignupData = Record<string, unknown>

/** A user; of some servers, with the tokens of a first session. */
type Answer = WireUser & Partial<Issued>

/**
 * Creates a user. Where the server confirms addresses by itself the person is signed in as well; on a
 * server only if the API answers with tokens.
 *
 * @throws AuthError
 */
export async function signup(email: string, password: string, data?: SignupData): Promise<User> {
  const url = needPlace()
  const json = { email, password, data }
  const answer = await post<Answer>(url, '/signup', { json }, 'Signup failed')
  const { access_token, refresh_token, token_type = 'bearer', expires_in = 3600, ...user } = answer
  if (!user['confirmed_at']) return toUser(user)
  if (!access_token) return isBrowser() ? login(email, password) : toUser(user)
  const tokens = { access_token, refresh_token: refresh_token ?? '', token_type, expires_in }
  return told('login', keepSession(tokens, user))
}

/**
 * Asks for the mail with the link once more, for a person who has signed up and not confirmed yet: GoTrue
 * sends it when the same person signs up again, some minutes after the last (15 by default). Not in
 * @netlify/identity.
 *
 * @throws AuthError
 */
export async function resendConfirmation(email: string, password: string): Promise<void> {
  await post(needPlace(), '/signup', { json: { email, password } }, 'Signup failed')
}
