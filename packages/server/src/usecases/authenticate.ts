import { operatorId, type UserId } from '../domain/ids.ts'
import type { Policy } from '../domain/policy.ts'
import { type Refusal, refusal } from '../domain/refusal.ts'
import { type BearerSession, isLive } from '../domain/session.ts'
import { isShutOut, type User } from '../domain/user.ts'
import { equalBytes, sha256 } from '../kernel/digest.ts'
import { type Instant, seconds } from '../kernel/instant.ts'
import { granted, type Outcome, refused } from '../kernel/outcome.ts'
import { isUuid } from '../kernel/uuid.ts'
import type { Needs } from './needs.ts'
import { actorOf, operatorActor } from './record-event.ts'
import { resolveAudience } from './resolve-audience.ts'
import type { Admin, Bearer, Caller } from './usecases.ts'

const lateSignOut = seconds(86_400)

/** Makes the use case: see `UseCases.believeBearer`. */
export function createBelieveBearer(
  needs: Needs,
): (
  token: string,
  caller: Caller,
  options?: { readonly forSignOut?: boolean },
) => Promise<Outcome<Bearer, Refusal>> {
  return async (token, caller, { forSignOut = false } = {}) => {
    const { policy, signer, clock } = needs
    const grace = forSignOut && policy.quirks.logoutAcceptsExpired ? lateSignOut : undefined
    const verified = signer.verify(token, clock.now(), grace)
    if (!verified.granted) return refused(refusal('bearer_invalid', { flaw: verified.reason }))
    const claims = verified.value
    const audience = resolveAudience(policy, caller.audience, claims.audience)
    return audience.granted ? granted({ claims, audience: audience.value }) : audience
  }
}

/** The user behind a bearer, and the session it names. */
export interface BearerUser {
  readonly user: User
  readonly session: BearerSession | null
}

/** Loads who a bearer speaks for: the account must be there and the session must live (Q-059, SEC-51). */
export async function loadBearerUser(
  { store, policy, clock }: Pick<Needs, 'store' | 'policy' | 'clock'>,
  { claims }: Bearer,
): Promise<Outcome<BearerUser, Refusal>> {
  if (!isUuid(claims.subject)) return refused(refusal('subject_unreadable'))
  const id = claims.subject as UserId
  if (claims.sessionId === null || !policy.quirks.checksSession) {
    const user = await store.users.find(policy.site, id)
    return user === null || user.deletedAt !== null
      ? refused(refusal('user_not_found'))
      : granted({ user, session: null })
  }
  const found = await store.users.findWithSession(policy.site, id, claims.sessionId)
  if (found === null || found.user.deletedAt !== null) return refused(refusal('user_not_found'))
  return mayGoOn(found, policy, clock.now())
    ? granted(found)
    : refused(refusal('bearer_session_ended'))
}

function mayGoOn({ user, session }: BearerUser, policy: Policy, now: Instant): boolean {
  if (session === null || isShutOut(user, now)) return false
  return isLive(session, now, policy.session, policy.epoch)
}

interface AdmitCommand {
  readonly token: string
  readonly caller: Caller
  readonly bodyAudience: string
  readonly hasBody: boolean
}

/** Makes the use case: see `UseCases.admitAdmin`. */
export function createAdmitAdmin(
  needs: Needs,
): (command: AdmitCommand) => Promise<Outcome<Admin, Refusal>> {
  return async (command) => {
    const { policy, keys, signer, clock } = needs
    if (equalBytes(sha256(command.token), keys.operator)) return granted(operator(policy, command))
    const verified = signer.verify(command.token, clock.now())
    if (!verified.granted) return refused(refusal('bearer_invalid', { flaw: verified.reason }))
    const claims = verified.value
    const audience = adminAudience(policy, command, claims.audience)
    if (!audience.granted) return audience
    if (!isUuid(claims.subject) || claims.subject === operatorId) {
      return refused(refusal('admin_user_invalid')) // no reserved subjects (SEC-89, Q-069)
    }
    const found = await loadBearerUser(needs, { claims, audience: audience.value })
    if (!found.granted)
      return found.reason.code === 'user_not_found' ? refused(refusal('admin_user_invalid')) : found
    const { user } = found.value
    if (isShutOut(user, clock.now())) return refused(refusal('admin_user_invalid'))
    if (!isAdmin(policy, user, audience.value)) return refused(refusal('admin_required'))
    return granted({ kind: 'user', actor: actorOf(user), audience: audience.value })
  }
}

/** True when the stored record says so: never by a claim (SEC-86, Q-113). */
export function isAdmin(policy: Policy, user: User, audience: string): boolean {
  return user.isSuperAdmin || (user.role === policy.adminRole && user.audience === audience)
}

/** The operator may name any audience, in the body too. */
function operator(policy: Policy, { caller, bodyAudience }: AdmitCommand): Admin {
  const audience = bodyAudience || caller.audience || policy.defaultAudience
  return { kind: 'operator', actor: operatorActor, audience }
}

function adminAudience(
  policy: Policy,
  { caller, bodyAudience, hasBody }: AdmitCommand,
  tokenAudience: string,
): Outcome<string, Refusal<'audience_not_allowed'>> {
  if (!policy.quirks.adminNamesAudience) {
    return resolveAudience(policy, caller.audience, tokenAudience)
  }
  // The original forgets the token once a body was read (server spec 2.3 "lost token").
  return resolveAudience(policy, bodyAudience, caller.audience, hasBody ? '' : tokenAudience)
}
