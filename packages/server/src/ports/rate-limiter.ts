import type { LimitRule } from '../domain/limits.ts'
import type { Seconds } from '../kernel/instant.ts'

export type Reservation =
  | { readonly allowed: true }
  | { readonly allowed: false; readonly retryAfter: Seconds }

/**
 * Counts attempts per rule and subject, before the work they guard (SEC-18).
 *
 * `reserve` counts and judges in one atomic step: of 200 parallel calls at most the limit are
 * allowed. Subjects are digested before they are stored.
 */
export interface RateLimiter {
  reserve(rule: LimitRule, subject: string): Promise<Reservation>
  /** Judges without counting. */
  peek(rule: LimitRule, subject: string): Promise<Reservation>
  /** Gives one point back: the attempt turned out not to count. */
  refund(rule: LimitRule, subject: string): Promise<void>
  /** Forgets a subject's count, after a success. */
  clear(rule: LimitRule, subject: string): Promise<void>
}
