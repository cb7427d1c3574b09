import type { UserId } from '../domain/ids.ts'
import {
  emptyMetadata,
  fitsToken,
  type Metadata,
  type MetadataRefusal,
  mergeMetadata,
  writeMetadata,
} from '../domain/metadata.ts'
import { type Refusal, refusal } from '../domain/refusal.ts'
import type { User } from '../domain/user.ts'
import { type Instant, wholeSecond } from '../kernel/instant.ts'
import type { JsonObject } from '../kernel/json.ts'
import { granted, type Outcome, refused } from '../kernel/outcome.ts'
import { uuidV4 } from '../kernel/uuid.ts'
import type { Needs } from './needs.ts'

/** What every account made by address and mail starts with (server spec 4.3). */
export const emailProvider: Metadata = writeMetadata({ provider: 'email' })

/** A record of somebody who was not here before: unconfirmed, without a password. */
export function draftUser(
  { policy, random }: Pick<Needs, 'policy' | 'random'>,
  audience: string,
  email: string,
  data: JsonObject | null,
  now: Instant,
): Outcome<User, Refusal<MetadataRefusal>> {
  const userMetadata = mergeMetadata(emptyMetadata, data ?? {}, policy.metadata)
  if (!userMetadata.granted) return refused(refusal(userMetadata.reason))
  if (!fitsToken(emailProvider, userMetadata.value, policy.metadata)) {
    return refused(refusal('metadata_too_large'))
  }
  return granted({
    id: uuidV4(random.bytes(16)) as UserId,
    site: policy.site,
    audience,
    role: policy.defaultRole,
    email,
    passwordHash: '',
    confirmedAt: null,
    invitedAt: null,
    confirmationSentAt: null,
    recoverySentAt: null,
    pendingEmail: '',
    emailChangeSentAt: null,
    lastSignInAt: null,
    appMetadata: emailProvider,
    userMetadata: userMetadata.value,
    isSuperAdmin: false,
    phone: null,
    phoneConfirmedAt: null,
    bannedUntil: null,
    deletedAt: null,
    passwordChangedAt: null,
    isAnonymous: false,
    revision: 0,
    createdAt: wholeSecond(now),
    changedAt: now,
  })
}
