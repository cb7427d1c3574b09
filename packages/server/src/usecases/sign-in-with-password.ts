import type { IssuedTokens } from '../domain/claims.ts'
import { normalisePassword, passwordFlaw } from '../domain/password-policy.ts'
import { type Refusal, refusal } from '../domain/refusal.ts'
import { isConfirmed, isShutOut, type User } from '../domain/user.ts'
import { type Instant, wholeSecond } from '../kernel/instant.ts'
import { granted, type Outcome, refused } from '../kernel/outcome.ts'
import type { PasswordMatch } from '../ports/password-hasher.ts'
import { drawSession, issueTokens } from './begin-session.ts'
import { findUserByEmail } from './find-user.ts'
import type { Needs } from './needs.ts'
import { actorOf, eventBy } from './record-event.ts'
import { addressSubject, reserve } from './reserve.ts'
import { resolveAudience } from './resolve-audience.ts'
import type { Caller } from './usecases.ts'

interface SignInCommand {
  readonly caller: Caller
  readonly email: string
  readonly password: string
}

type SignedIn = Outcome<IssuedTokens, Refusal>

/** Makes the use case: see `UseCases.signInWithPassword`. */
export function createSignInWithPassword(
  needs: Needs,
): (command: SignInCommand) => Promise<SignedIn> {
  return async (command) => {
    const { policy, clock, limiter } = needs
    const { caller, email } = command
    if (!policy.emailProviderEnabled) return refused(refusal('email_provider_disabled'))
    const audience = resolveAudience(policy, caller.audience)
    if (!audience.granted) return audience
    const user = await findUserByEmail(needs, audience.value, email)
    const subject = addressSubject(audience.value, email)
    const allowed = await reserveSignIn(needs, caller, subject, user)
    if (!allowed.granted) return allowed

    const proven = await provePassword(needs, command, user, clock.now())
    if (!proven.granted) return proven
    const signedIn = await begin(needs, caller, proven.value)
    if (!signedIn.granted) return signedIn
    await Promise.all([
      limiter.clear('sign_in_failures_by_account', subject),
      limiter.refund('sign_in_by_client', caller.client.prefix),
    ])
    return signedIn
  }
}

/**
 * Counts the attempt for the client and the account before any hash (SEC-18). The owner of an
 * account under attack still gets in from a place where he signed in before (SEC-19).
 */
async function reserveSignIn(
  needs: Needs,
  { client, limitKey }: Caller,
  subject: string,
  user: User | null,
): Promise<Outcome<null, Refusal>> {
  if (limitKey !== null) {
    const byHeader = await reserve(needs, 'sign_in_by_header', limitKey)
    if (!byHeader.granted) return byHeader
  }
  const [byClient, byAccount] = await Promise.all([
    reserve(needs, 'sign_in_by_client', client.prefix),
    reserve(needs, 'sign_in_failures_by_account', subject),
  ])
  if (!byClient.granted) return byClient
  if (byAccount.granted) return byAccount
  const isKnownPlace =
    user !== null && (await needs.store.sessions.knowsPrefix(user.id, client.prefix))
  return isKnownPlace ? granted(null) : byAccount
}

/** A user whose password was right, and the hash that replaces an outdated one. */
interface Proven {
  readonly user: User
  readonly newHash: string | null
}

/** Every failing class spends one hash and answers alike (SEC-03, SEC-04, Q-010). */
async function provePassword(
  needs: Needs,
  { password, caller }: SignInCommand,
  user: User | null,
  now: Instant,
): Promise<Outcome<Proven, Refusal>> {
  const { policy, hasher } = needs
  if (user !== null && !policy.quirks.signInIsUniform && !isConfirmed(user)) {
    return refused(refusal('email_not_confirmed'))
  }
  const match = await matchPassword(needs, caller, password, user?.passwordHash ?? '')
  if (!match.granted) return match
  if (user === null || !match.value.matches || isShutOut(user, now)) {
    return refused(refusal('credentials_invalid'))
  }
  if (!isConfirmed(user)) return refused(refusal('email_not_confirmed'))
  if (!match.value.needsRehash) return granted({ user, newHash: null })
  const rehashed = await hasher.hash(normalisePassword(password), { signal: caller.signal })
  // A full lane is no reason to keep somebody out whose password is right: the old hash stays.
  return granted({ user, newHash: rehashed.granted ? rehashed.value : null })
}

/**
 * Whether `password` opens `stored`. One that is empty or cannot be read never does, and costs what a
 * wrong one costs: the empty text is held against the same hash (SEC-04, Q-022).
 */
export async function matchPassword(
  { hasher }: Pick<Needs, 'hasher'>,
  { signal }: Caller,
  password: string,
  stored: string,
): Promise<Outcome<PasswordMatch, Refusal<'overloaded'>>> {
  const isReadable = passwordFlaw(password, withoutScheme) === null
  return isReadable
    ? hasher.verify(normalisePassword(password), stored, { signal, raw: password })
    : hasher.verify('', stored, { signal })
}

/** Caps of a typed password whatever its stored hash is of: old hashes count fewer bytes. */
const withoutScheme = { minimum: 0, refusesCommon: false, scheme: 'argon2id' } as const

async function begin(
  needs: Needs,
  { client }: Caller,
  { user: seen, newHash }: Proven,
): Promise<SignedIn> {
  const now = needs.clock.now()
  const { session, refreshToken } = drawSession(needs, seen.id, 'password', client, now)
  const event = eventBy(needs, 'login', actorOf(seen), now, client.ip)

  const begun = await needs.store.transact<Outcome<User, Refusal>>(async (tx) => {
    const user = await tx.users.lock(seen.site, seen.id)
    // A change of password, a ban or a deletion that committed meanwhile wins (INV-09).
    if (user === null || user.passwordHash !== seen.passwordHash || isShutOut(user, now)) {
      return refused(refusal('credentials_invalid'))
    }
    const next = {
      ...user,
      lastSignInAt: wholeSecond(now),
      passwordHash: newHash ?? user.passwordHash,
    }
    tx.users.update(user, next)
    tx.sessions.insert(session)
    tx.audit.add(event)
    return granted(next)
  })
  if (!begun.granted) return begun
  return granted(issueTokens(needs, begun.value, session.id, refreshToken, now))
}
