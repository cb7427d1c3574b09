import { asciiLower, readEmailAddress } from '../domain/email-address.ts'
import type { LimitRule } from '../domain/limits.ts'
import { type Refusal, refusal } from '../domain/refusal.ts'
import { granted, type Outcome, refused } from '../kernel/outcome.ts'
import type { Needs } from './needs.ts'

type LimitNeeds = Pick<Needs, 'limiter' | 'policy'>

/** Counts one attempt before the work it guards, or refuses with the time to come back (SEC-18). */
export async function reserve(
  { limiter }: Pick<Needs, 'limiter'>,
  rule: LimitRule,
  subject: string,
): Promise<Outcome<null, Refusal<'rate_limited'>>> {
  const reservation = await limiter.reserve(rule, subject)
  if (reservation.allowed) return granted(null)
  return refused(refusal('rate_limited', { retryAfter: reservation.retryAfter }))
}

/**
 * Counts one mail to an address and for the site, known or not: the answer never tells which
 * addresses have an account (SEC-02).
 */
export async function reserveMail(
  { limiter, policy }: LimitNeeds,
  audience: string,
  email: string,
): Promise<Outcome<null, Refusal<'mail_rate_limited'>>> {
  const subject = addressSubject(audience, email)
  for (const [rule, counted] of [
    ['mail_by_address', subject],
    ['mail_by_site', policy.site],
  ] as const) {
    const reservation = await limiter.reserve(rule, counted)
    if (!reservation.allowed) {
      return refused(refusal('mail_rate_limited', { retryAfter: reservation.retryAfter }))
    }
  }
  return granted(null)
}

/** What an address is counted by: all its spellings share one counter (SEC-20). */
export function addressSubject(audience: string, email: string): string {
  return `${audience}\0${readEmailAddress(email)?.canonical ?? asciiLower(email)}`
}
