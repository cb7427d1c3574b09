import type { Client } from './client.ts'
import { signInThrough } from './session.ts'
import type { User } from './user.ts'

/** Confirms an address with the token of the mail, and signs the person in. */
export function confirm(client: Client, token: string, signal?: AbortSignal): Promise<User> {
  return signInThrough(client, '/verify', { json: { token, type: 'signup' }, signal })
}

export interface Invitation {
  readonly token: string
  readonly password: string
  readonly signal?: AbortSignal
}

/** Accepts an invitation with a password, and signs the person in. */
export function acceptInvite(
  client: Client,
  { token, password, signal }: Invitation,
): Promise<User> {
  return signInThrough(client, '/verify', { json: { token, password, type: 'signup' }, signal })
}
