import type { WireUser } from './stored-session.ts'

/** A user, as pages and functions see one. What the server did not say is `undefined`. */
export interface User {
  readonly id: string
  readonly email: string | undefined
  /** Whether the address has been confirmed. */
  readonly emailVerified: boolean
  /** RFC 3339, as all moments here. */
  readonly confirmedAt: string | undefined
  readonly createdAt: string | undefined
  readonly updatedAt: string | undefined
  readonly invitedAt: string | undefined
  readonly confirmationSentAt: string | undefined
  readonly recoverySentAt: string | undefined
  readonly emailChangeSentAt: string | undefined
  readonly lastSignInAt: string | undefined
  /** An address that waits for its own confirmation. */
  readonly pendingEmail: string | undefined
  readonly role: string | undefined
  /** From `app_metadata.roles`. Decides what a page shows, never what a server allows. */
  readonly roles: readonly string[] | undefined
  /** From `app_metadata.provider`. */
  readonly provider: string | undefined
  /** From `user_metadata.full_name`, else `user_metadata.name`. */
  readonly name: string | undefined
  /** From `user_metadata.avatar_url`. */
  readonly pictureUrl: string | undefined
  /** What the user may write. */
  readonly userMetadata: Readonly<Record<string, unknown>>
  /** What operators write. */
  readonly appMetadata: Readonly<Record<string, unknown>>
}

/** Members that keep their value, by the names that the server gives them. */
const plain =
  'id email role confirmed_at created_at updated_at invited_at confirmation_sent_at recovery_sent_at email_change_sent_at last_sign_in_at'

/** A user from the body of an answer, from storage, or from the claims of a token that was verified. */
export function toUser(wire: WireUser): User {
  const userMetadata = wire.user_metadata ?? {}
  const appMetadata = wire.app_metadata ?? {}
  const roles = appMetadata['roles']
  const user: Record<string, unknown> = {}
  for (const name of plain.split(' ')) {
    user[name.replace(/_(.)/g, (_all, letter: string) => letter.toUpperCase())] = text(wire[name])
  }
  return {
    ...user,
    id: user['id'] ?? text(wire['sub']) ?? '',
    emailVerified: !!user['confirmedAt'],
    pendingEmail: text(wire['new_email']),
    roles: Array.isArray(roles) && roles.every(text) ? roles : undefined,
    provider: text(appMetadata['provider']),
    name: text(userMetadata['full_name'] ?? userMetadata['name']),
    pictureUrl: text(userMetadata['avatar_url']),
    userMetadata,
    appMetadata,
  } as User
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value ? value : undefined
}
