import type { Policy } from '../domain/policy.ts'
import { type Refusal, refusal } from '../domain/refusal.ts'
import { granted, type Outcome, refused } from '../kernel/outcome.ts'

/**
 * The audience whose users a request is about: the first that is named, else the configured one
 * (server spec 2.3). One that is not listed is refused (Q-078, SEC-88).
 */
export function resolveAudience(
  policy: Policy,
  ...named: readonly string[]
): Outcome<string, Refusal<'audience_not_allowed'>> {
  const audience = named.find((each) => each !== '') ?? policy.defaultAudience
  const isAllowed =
    policy.audiences === 'any' ||
    audience === policy.defaultAudience ||
    policy.audiences.has(audience)
  return isAllowed ? granted(audience) : refused(refusal('audience_not_allowed'))
}
