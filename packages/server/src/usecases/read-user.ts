import { type Refusal, refusal } from '../domain/refusal.ts'
import { granted, type Outcome, refused } from '../kernel/outcome.ts'
import { loadBearerUser } from './authenticate.ts'
import type { Needs } from './needs.ts'
import type { Bearer, Caller, ShownUser } from './usecases.ts'

/** Makes the use case: see `UseCases.readUser`. */
export function createReadUser(
  needs: Needs,
): (command: {
  readonly caller: Caller
  readonly bearer: Bearer
}) => Promise<Outcome<ShownUser, Refusal>> {
  return async ({ bearer }) => {
    // The audience is compared byte by byte, before anything is looked up (server spec 1.8).
    if (bearer.audience !== bearer.claims.audience) return refused(refusal('audience_mismatch'))
    const found = await loadBearerUser(needs, bearer)
    return found.granted ? granted({ user: found.value.user, isFresh: false }) : found
  }
}
