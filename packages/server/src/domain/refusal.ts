import type { Seconds } from '../kernel/instant.ts'

/** Every reason to say no. A face must have words for each before it compiles. */
export type RefusalCode =
  // accounts
  | 'signup_disabled'
  | 'email_provider_disabled'
  | 'password_required'
  | 'email_required'
  | 'recovery_email_required'
  | 'email_invalid'
  | 'email_already_confirmed'
  | 'email_taken'
  | 'invite_password_required'
  | 'user_not_found'
  // passwords and metadata
  | 'password_unreadable'
  | 'password_too_long'
  | 'password_too_short'
  | 'password_too_common'
  | 'metadata_key_not_allowed'
  | 'metadata_too_large'
  // one-time tokens
  | 'one_time_token_required'
  | 'verification_type_unknown'
  | 'one_time_token_unknown'
  | 'confirmation_expired'
  | 'recovery_expired'
  | 'email_change_expired'
  | 'email_change_mismatch'
  | 'undo_expired'
  // sign-in and refresh
  | 'grant_type_unsupported'
  | 'credentials_invalid'
  | 'email_not_confirmed'
  | 'refresh_token_required'
  | 'refresh_token_unknown'
  | 'refresh_token_superseded'
  | 'refresh_token_replayed'
  | 'session_ended'
  | 'session_expired'
  // bearers and permissions
  | 'bearer_required'
  | 'bearer_invalid'
  | 'bearer_session_ended'
  | 'subject_unreadable'
  | 'audience_mismatch'
  | 'audience_not_allowed'
  | 'app_metadata_forbidden'
  | 'current_password_wrong'
  | 'reauthentication_required'
  | 'aal2_required'
  | 'logout_user_unknown'
  | 'admin_user_invalid'
  | 'admin_required'
  // load
  | 'rate_limited'
  | 'mail_rate_limited'
  | 'overloaded'
  | 'query_too_slow'

/** A reason to say no, decided by us; `detail` holds what a face needs to say it well. */
export interface Refusal<Code extends RefusalCode = RefusalCode> {
  readonly code: Code
  readonly detail?: RefusalDetail
}

export interface RefusalDetail {
  /** Fewest characters of a password. */
  readonly minimum?: number
  /** When to come back, in seconds. */
  readonly retryAfter?: Seconds
  /** Why a bearer was not believed; shown only by the exact profile. */
  readonly flaw?: TokenFlaw
}

/** Why a signed token was not believed. */
export type TokenFlaw =
  | { readonly kind: 'segments' }
  | { readonly kind: 'base64'; readonly at: number }
  | { readonly kind: 'json' }
  | { readonly kind: 'algorithm_unknown'; readonly algorithm: string | null }
  | { readonly kind: 'algorithm_not_allowed'; readonly algorithm: string }
  | { readonly kind: 'signature' }
  | { readonly kind: 'claims' }
  | { readonly kind: 'expired'; readonly seconds: number }
  | { readonly kind: 'issued_later' }
  | { readonly kind: 'not_yet' }

export function refusal<Code extends RefusalCode>(
  code: Code,
  detail?: RefusalDetail,
): Refusal<Code> {
  return detail === undefined ? { code } : { code, detail }
}
