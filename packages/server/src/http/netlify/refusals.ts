import type { RefusalCode, RefusalDetail } from '../../domain/refusal.ts'

/** How a refusal is put. */
export type Rendering = ErrorRendering | OAuthRendering

/** `E` of the server spec: `{"code":…,"msg":…}`. */
export interface ErrorRendering {
  readonly status: number
  readonly text: string | ((detail: RefusalDetail) => string)
  /** Supabase's name for the same fault. */
  readonly code: string
  readonly clearsCookie?: true
}

/** `O` of the server spec: `{"error":…,"error_description":…}`, always 400 (RFC 6749 §5.2). */
export interface OAuthRendering {
  readonly error: string
  /** Left out when empty. */
  readonly text: string
  readonly clearsCookie?: true
}

const invalid = 'validation_failed'
const unknownLink = 'otp_expired'
const badRefresh: OAuthRendering = { error: 'invalid_grant', text: 'Invalid Refresh Token' }
const deadRefresh: OAuthRendering = { ...badRefresh, clearsCookie: true }

function e(status: number, text: ErrorRendering['text'], code: string): ErrorRendering {
  return { status, text, code }
}

/** Words for every reason to say no (server spec 1 to 3; profiles). */
export const netlifyRefusals: Readonly<Record<RefusalCode, Rendering>> = {
  // accounts
  signup_disabled: e(403, 'Signups not allowed for this instance', 'signup_disabled'),
  email_provider_disabled: e(400, 'Unsupported email provider', 'email_provider_disabled'),
  password_required: e(422, 'Signup requires a valid password', invalid),
  email_required: e(422, 'An email address is required', invalid),
  recovery_email_required: e(422, 'Password recovery requires an email', invalid),
  email_invalid: e(422, 'Unable to validate email address: invalid format', invalid),
  email_already_confirmed: e(
    400,
    'A user with this email address has already been registered',
    'user_already_exists',
  ),
  email_taken: e(422, 'Email address already registered by another user', 'email_exists'),
  invite_password_required: e(422, 'Invited users must specify a password', invalid),
  user_not_found: e(404, 'User not found', 'user_not_found'),

  // passwords and metadata
  password_unreadable: e(422, 'Password contains characters that are not allowed', invalid),
  password_too_long: e(422, 'Password is too long', invalid),
  password_too_short: e(
    422,
    ({ minimum = 1 }) => `Password should be at least ${minimum} characters`,
    'weak_password',
  ),
  password_too_common: e(422, 'Password is too easy to guess', 'weak_password'),
  metadata_key_not_allowed: e(422, 'Metadata key is not allowed', invalid),
  metadata_too_large: e(422, 'Metadata is too large', invalid),

  // one-time tokens
  one_time_token_required: e(422, 'Verify requires a token', invalid),
  verification_type_unknown: e(422, 'Verify requires a verification type', invalid),
  one_time_token_unknown: e(404, 'User not found', unknownLink),
  confirmation_expired: e(422, 'Confirmation token expired', unknownLink),
  recovery_expired: e(422, 'Recovery token expired', unknownLink),
  email_change_expired: e(422, 'Email change token expired', unknownLink),
  email_change_mismatch: e(401, "Email Change Token didn't match token on file", unknownLink),
  undo_expired: e(422, 'This link has expired', unknownLink),

  // sign-in and refresh
  grant_type_unsupported: { error: 'unsupported_grant_type', text: '' },
  credentials_invalid: {
    error: 'invalid_grant',
    text: 'No user found with that email, or password invalid.',
  },
  email_not_confirmed: { error: 'invalid_grant', text: 'Email not confirmed' },
  refresh_token_required: { error: 'invalid_request', text: 'refresh_token required' },
  refresh_token_unknown: badRefresh,
  refresh_token_superseded: badRefresh, // its session lives on in another tab: no cookie goes
  refresh_token_replayed: deadRefresh,
  session_ended: deadRefresh,
  session_expired: { error: 'invalid_grant', text: 'Refresh token expired', clearsCookie: true },

  // bearers and permissions
  bearer_required: {
    ...e(401, 'This endpoint requires a Bearer token', 'no_authorization'),
    clearsCookie: true,
  },
  bearer_invalid: {
    ...e(401, 'Invalid token: token is invalid or expired', 'bad_jwt'),
    clearsCookie: true,
  },
  bearer_session_ended: {
    ...e(401, 'Invalid token: session ended', 'session_not_found'),
    clearsCookie: true,
  },
  subject_unreadable: e(400, 'Could not read User ID claim', 'bad_jwt'),
  audience_mismatch: e(400, "Token audience doesn't match request audience", invalid),
  audience_not_allowed: e(400, 'Audience is not allowed', invalid),
  app_metadata_forbidden: e(401, 'Updating app_metadata requires admin privileges', 'not_admin'),
  current_password_wrong: e(403, 'Current password is wrong', 'current_password_invalid'),
  reauthentication_required: e(
    403,
    'Password update requires reauthentication',
    'reauthentication_needed',
  ),
  aal2_required: e(403, 'AAL2 session is required', 'insufficient_aal'),
  logout_user_unknown: e(401, 'Invalid user', 'user_not_found'),
  admin_user_invalid: e(401, 'Invalid admin user', 'not_admin'),
  admin_required: e(401, 'User not allowed', 'not_admin'),

  // load
  rate_limited: e(429, 'Rate limit exceeded', 'over_request_rate_limit'),
  mail_rate_limited: e(429, 'Rate limit exceeded, try again later', 'over_email_send_rate_limit'),
  overloaded: e(503, 'Service busy, try again later', 'unexpected_failure'),
  query_too_slow: e(
    503,
    'This search takes too long, narrow the filter or ask for an earlier page',
    'request_timeout',
  ),
}
