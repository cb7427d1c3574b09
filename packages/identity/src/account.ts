import type { WireUser } from '@latchkey/client'
import { told } from './auth-events.ts'
import { type Issued, keepSession, readUser, signInThrough } from './begin-session.ts'
import { needUrl } from './config.ts'
import { post, request } from './request.ts'
import type { User } from './user.ts'

/** Asks for a mail with a link to set a new password. Resolves alike for an address nobody has. */
export async function requestPasswordRecovery(email: string): Promise<void> {
  await post(needUrl(), '/recover', { json: { email } })
}

/** Confirms an address with the token of the mail, and signs the person in. */
export async function confirmEmail(token: string): Promise<User> {
  return told('login', await redeem(token, 'signup'))
}

/** Accepts an invitation with a password, and signs the person in. */
export async function acceptInvite(token: string, password: string): Promise<User> {
  return told('login', await redeem(token, 'signup', password))
}

/** Redeems the token of a recovery mail, sets the new password, and then signs the person in. */
export async function recoverPassword(token: string, newPassword: string): Promise<User> {
  const url = needUrl()
  const tokens = await post<Issued>(url, '/verify', { json: { token, type: 'recovery' } })
  const bearer = tokens.access_token
  await readUser(url, bearer)
  const put = { method: 'PUT', bearer, json: { password: newPassword } } as const
  const { body } = await request<WireUser>(url, '/user', put)
  return told('login', keepSession(tokens, body))
}

/** Signs a person in by the token of a mail, and tells nobody yet. */
export async function redeem(token: string, type: string, password?: string): Promise<User> {
  return signInThrough(needUrl(), '/verify', { json: { token, password, type } })
}
