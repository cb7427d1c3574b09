import { mergeMetadata } from '../domain/metadata.ts'
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
  const userMetadata = mergeMetadata(user.userMetadata, userChanges ?? {}, policy.metadata)
  if (userChanges !== null && !userMetadata.granted) return refused(refusal(userMetadata.reason))
  const appMetadata = mergeMetadata(user.appMetadata, appChanges ?? {}, policy.metadata)
  if (appChanges !== null && !appMetadata.granted) return refused(refusal(appMetadata.reason))
  return granted({
    ...user,
    // Bags from before the limits stay as they are until somebody changes them.
    userMetadata:
      userChanges !== null && userMetadata.granted ? userMetadata.value : user.userMetadata,
    appMetadata: appChanges !== null && appMetadata.granted ? appMetadata.value : user.appMetadata,
  })
}
