import type { Client } from './client.ts'
import { type PasswordCredentials, signIn } from './sign-in.ts'
import type { WireUser } from './stored-session.ts'
import { toUser, type User } from './user.ts'

export interface NewUser extends PasswordCredentials {
  /** First `userMetadata`. */
  readonly data?: Readonly<Record<string, unknown>>
}

export interface SignedUp {
  readonly user: User
  /** Whether a link in the mail must be followed before the person can sign in. */
  readonly mustConfirm: boolean
}

/** Creates a user. Where the server confirms addresses by itself, the person is signed in as well. */
export async function signUp(client: Client, newUser: NewUser): Promise<SignedUp> {
  const { email, password, data, signal } = newUser
  const { body } = await client.send<WireUser>('/signup', {
    method: 'POST',
    json: { email, password, data },
    signal,
  })
  if (!body['confirmed_at']) return { user: toUser(body), mustConfirm: true }
  return { user: await signIn(client, newUser), mustConfirm: false }
}

/**
 * Asks for the mail with the link once more, for a person who has signed up and not confirmed yet: GoTrue
 * sends it when the same person signs up again. The answer says nothing of whether one was sent; servers
 * let some minutes pass between two (15 by default).
 */
export async function resendConfirmation(
  client: Client,
  { email, password, signal }: PasswordCredentials,
): Promise<void> {
  await client.send('/signup', { method: 'POST', json: { email, password }, signal })
}
