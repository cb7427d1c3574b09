import { emailHandle, emailHandleKind, type Handle } from '../domain/handle.ts'
import type { User } from '../domain/user.ts'
import { equalBytes } from '../kernel/digest.ts'
import type { Instant } from '../kernel/instant.ts'
import type { Needs } from './needs.ts'

/**
 * The user who owns an address, or `null`.
 *
 * A handle whose user no longer holds the address counts as absent (INV-02).
 */
export async function findUserByEmail(
  { store, policy }: Pick<Needs, 'store' | 'policy'>,
  audience: string,
  email: string,
): Promise<User | null> {
  const digest = emailHandle(policy.site, audience, email)
  const user = await store.users.findByHandle(digest)
  if (user === null || user.deletedAt !== null) return null
  return equalBytes(digest, emailHandle(user.site, user.audience, user.email)) ? user : null
}

/** The handle by which a user's own address finds it. */
export function handleOf(user: User, now: Instant): Handle {
  return {
    digest: emailHandle(user.site, user.audience, user.email),
    userId: user.id,
    kind: emailHandleKind(user.email),
    ref: null,
    createdAt: now,
  }
}
