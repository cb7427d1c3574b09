import type { Client } from './client.ts'
import { signInThrough } from './session.ts'
import { updateUser } from './update-user.ts'
import type { User } from './user.ts'

/** Asks for a mail with a link to set a new password. Resolves alike for an address nobody has. */
export async function requestRecovery(
  client: Client,
  email: string,
  signal?: AbortSignal,
): Promise<void> {
  await client.send('/recover', { method: 'POST', json: { email }, signal })
}

export interface Recovery {
  /** The token of the mail. */
  readonly token: string
  /** The new password. */
  readonly password: string
  readonly signal?: AbortSignal
}

/** Redeems the link of a recovery: signs the person in, and sets the new password. */
export async function recover(
  client: Client,
  { token, password, signal }: Recovery,
): Promise<User> {
  await redeemRecovery(client, token, signal)
  return updateUser(client, { password }, signal)
}

/** Signs a person in by the token of a recovery mail, for a page that asks for the password next. */
export function redeemRecovery(client: Client, token: string, signal?: AbortSignal): Promise<User> {
  return signInThrough(client, '/verify', { json: { token, type: 'recovery' }, signal })
}
