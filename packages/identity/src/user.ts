import { toUser as toClientUser, type WireUser } from '@latchkey/client'

const providers = ['google', 'github', 'gitlab', 'bitbucket', 'facebook', 'email'] as const

/** What people sign in with, as far as this package knows it by name. */
export type AuthProvider = (typeof providers)[number]

export interface AppMetadata {
  provider: AuthProvider
  roles?: string[]
  [key: string]: unknown
}

/** What a person is called by, whatever the server wrote it as. Empty texts are `undefined`. */
export interface User {
  id: string
  email?: string
  /** Moments are RFC 3339. */
  confirmedAt?: string
  createdAt?: string
  updatedAt?: string
  /** One word that an operator set; see `roles` for those that count in tokens. */
  role?: string
  /** From `app_metadata.provider`. */
  provider?: AuthProvider
  /** From `user_metadata.full_name`, else `user_metadata.name`. */
  name?: string
  /** From `user_metadata.avatar_url`. */
  pictureUrl?: string
  /** From `app_metadata.roles`. */
  roles?: string[]
  invitedAt?: string
  confirmationSentAt?: string
  recoverySentAt?: string
  /** An address that waits for its own confirmation. */
  pendingEmail?: string
  emailChangeSentAt?: string
  lastSignInAt?: string
  /** What the user may write. */
  userMetadata?: Record<string, unknown>
  /** What operators write. */
  appMetadata?: Record<string, unknown>
  /** Whether the address has been confirmed. Not in @netlify/identity. */
  emailVerified?: boolean
}

/** A user from an answer, from storage, or from claims that were verified. */
export function toUser(wire: WireUser): User {
  const user = toClientUser(wire)
  const provider = providers.find((known) => known === user.provider)
  return { ...user, provider } as User
}

/** For each provider of this package, whether a site's settings have it on. */
export function providersIn(
  external: Readonly<Record<string, boolean>> = {},
): Record<AuthProvider, boolean> {
  const pairs = providers.map((name) => [name, !!external[name]])
  return Object.fromEntries(pairs) as Record<AuthProvider, boolean>
}
