import { fitsToken, mergeMetadata } from '../domain/metadata.ts'
import { type Refusal, refusal } from '../domain/refusal.ts'
import type { User } from '../domain/user.ts'
import type { JsonObject } from '../kernel/json.ts'
import { granted, type Outcome, refused } from '../kernel/outcome.ts'
import type { Needs } from './needs.ts'

/** The user with both bags merged; `null` leaves a bag as it is. */
export function changeMetadata(
  { policy }: Pick<Needs, 'policy'>,
  user: User,
  userChanges: JsonObject | null,
  appChanges: JsonObject | null,
): Outcome<User, Refusal> {
  // Bags from before the limits stay as they are until somebody changes them.
  if (userChanges === null && appChanges === null) return granted(user)
  const userMetadata = mergeMetadata(user.userMetadata, userChanges ?? {}, policy.metadata)
  if (!userMetadata.granted) return refused(refusal(userMetadata.reason))
  const appMetadata = mergeMetadata(user.appMetadata, appChanges ?? {}, policy.metadata)
  if (!appMetadata.granted) return refused(refusal(appMetadata.reason))
  if (!fitsToken(appMetadata.value, userMetadata.value, policy.metadata)) {
    return refused(refusal('metadata_too_large'))
  }
  return granted({
    ...user,
    userMetadata: userMetadata.value,
    appMetadata: appMetadata.value,
  })
}
