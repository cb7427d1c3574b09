import type { Client } from './client.ts'
import { keepUser, sendAsUser } from './session.ts'
import type { WireUser } from './stored-session.ts'
import type { User } from './user.ts'

/** What a user may change. What is left out stays. */
export interface UserChanges {
  /** Takes effect when the link in the mail to the new address has been followed. */
  readonly email?: string
  readonly password?: string
  /** The password so far, where the server asks for it. */
  readonly currentPassword?: string
  /** Merged into `userMetadata`; `null` removes a key. */
  readonly data?: Readonly<Record<string, unknown>>
}

/** Changes the user who is signed in. */
export async function updateUser(
  client: Client,
  { currentPassword, ...changes }: UserChanges,
  signal?: AbortSignal,
): Promise<User> {
  const json = currentPassword ? { ...changes, current_password: currentPassword } : changes
  const { body } = await sendAsUser<WireUser>(client, '/user', { method: 'PUT', json, signal })
  return keepUser(client, body)
}

/** Confirms a new address with the token of the mail. The same person must be signed in. */
export async function confirmEmailChange(
  client: Client,
  token: string,
  signal?: AbortSignal,
): Promise<User> {
  const json = { email_change_token: token }
  const { body } = await sendAsUser<WireUser>(client, '/user', { method: 'PUT', json, signal })
  return keepUser(client, body)
}

/** The user who is signed in, as the server has them now. */
export async function refreshUser(client: Client, signal?: AbortSignal): Promise<User> {
  const { body } = await sendAsUser<WireUser>(client, '/user', { signal })
  return keepUser(client, body)
}
