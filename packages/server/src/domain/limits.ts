import { type Seconds, seconds } from '../kernel/instant.ts'

/** What is counted, and by what: each rule has its own counter per subject. */
export type LimitRule =
  | 'sign_in_failures_by_account'
  | 'sign_in_by_client'
  | 'refresh_unknown_by_client'
  | 'refresh_by_session'
  | 'sign_up_by_client'
  | 'recover_by_client'
  | 'verify_by_client'
  | 'recover_by_address'
  | 'notice_by_address'
  | 'mail_by_address'
  | 'mail_by_site'
  | 'sign_in_by_header'

export interface Limit {
  readonly points: number
  readonly window: Seconds
}

/** `null` switches a rule off. */
export type Limits = Readonly<Record<LimitRule, Limit | null>>

const fiveMinutes = seconds(300)
const hour = seconds(3600)

/** the two windows of one point follow the mail interval. */
export const safeLimits: Limits = {
  sign_in_failures_by_account: { points: 10, window: seconds(900) },
  sign_in_by_client: { points: 30, window: fiveMinutes },
  refresh_unknown_by_client: { points: 30, window: fiveMinutes },
  refresh_by_session: { points: 60, window: seconds(60) },
  sign_up_by_client: { points: 30, window: fiveMinutes },
  recover_by_client: { points: 30, window: fiveMinutes },
  verify_by_client: { points: 30, window: fiveMinutes },
  recover_by_address: { points: 1, window: seconds(900) },
  notice_by_address: { points: 1, window: seconds(900) },
  mail_by_address: { points: 5, window: hour },
  mail_by_site: { points: 30, window: hour },
  sign_in_by_header: null,
}
