/**
 * What each switch of a profile row decides, in one sentence: what `safe` does, then `exact`.
 * The names become `LATCHKEY_…` variables.
 */
export const switchEffects = {
  SIGNUP_HIDE_EXISTING:
    'Signing up with a confirmed address answers like a fresh sign-up; exact: 400, so strangers learn who has an account.',
  SIGNUP_DISPUTED:
    'A password set before the mailbox was proven dies with the proof; exact: whoever signed up first keeps a password to the account.',
  RECOVER_UNIFORM:
    'A second recovery within the mail window is refused for every address; exact: only for known ones, which tells them apart.',
  LOGIN_UNIFORM:
    'That an address is unconfirmed is said after the right password only; exact: to everybody.',
  EMAIL_CHANGE_HIDE_TAKEN:
    'Asking for a taken address answers like a free one; exact: 422, which tells who has an account.',
  REVOKE_ON_CHANGE:
    'A change of password or address ends all other sessions and pending links; exact: they live on.',
  INVITE_REPEAT:
    'Inviting an unconfirmed address again sends a new link and voids the old one; exact: 422.',
  EMAIL_CHANGE_TRIES:
    'Wrong tokens after which a pending change of address is dropped; exact: never.',
  EMAIL_CASE_CHANGE: 'One’s own address in other letter case is taken at once; exact: 422.',
  REFRESH_LOST_ANSWER:
    'A refresh whose answer was lost may be repeated late, once a day and session; exact: refused.',
  REFRESH_REUSE_ENDS_SESSION:
    'A refresh token used again much later ends its session; exact: a thief’s copy keeps working.',
  REFRESH_EMAIL_GUARD:
    'Refreshing works while the email provider is off; exact: it is refused like a sign-in.',
  LOGOUT_EXPIRED:
    'Signing out works with a token that expired within a day; exact: 401, and the session lives on.',
  SESSION_CHECK:
    'An access token of an ended session is refused; exact: it works until it expires.',
  NETLIFY_EXTRA_CLAIMS:
    'Access tokens name their session and issuer; exact: the six claims of the original only.',
  METADATA_TOKEN_LIMIT:
    'Bytes of metadata that an access token may carry; larger changes are refused with 422.',
  ADMIN_AUDIENCE: 'Administrators act within their own audience; exact: within any they name.',
  USER_AUD_CHECK: 'Changing one’s account compares audiences as reading does; exact: it does not.',
  FILTER_WILDCARDS: 'Filters look for % and _ as typed; exact: they are wildcards.',
  ADMIN_CREATE_APP_METADATA:
    'Creating a user as an administrator stores app_metadata; exact: it is ignored.',
  ADMIN_EMAIL_CHECK: 'Administrators cannot set a malformed address; exact: they can.',
  EMAIL_SYNTAX:
    'One plain mail address is required; exact: almost any text is taken while mail is off.',
  JWT_ERROR_DETAIL:
    'A refused token is refused with one text; exact: the text says what was wrong.',
  BEARER_CASE: 'The scheme “Bearer” is taken in any letter case; exact: in two spellings.',
  COOKIE_SAMESITE:
    'The cookie is SameSite=Lax and never over 4,096 bytes; exact: other sites’ forms send it too.',
  COOKIE_CLEAR:
    'The cookie is cleared on sign-out and for those who asked for cookies; exact: on every refused token.',
  CORS_REQUEST_HEADERS:
    'Requested headers may come in any order and case; exact: sorted and lower case, as the original wants.',
  CORS_EXPOSE: 'Pages may read totals, retry times and request ids; exact: no header.',
  CORS_MAX_AGE: 'Browsers may keep a preflight for ten minutes; exact: they ask each time.',
  JSON_KEYS: 'JSON keys match exactly; exact: in any letter case, as the original.',
  JSON_STRICT: 'Duplicate keys and trailing text are errors; exact: the last one wins.',
  JSON_ERROR_TEXT: 'An empty body is called invalid JSON; exact: EOF.',
  JSON_TYPES:
    'Forms are refused on JSON routes, so other sites’ pages cannot post; exact: any type is read.',
  TOKEN_QUERY:
    'Passwords and refresh tokens are read from the body only; exact: from the query too, where logs keep them.',
  BODY_LIMIT: 'Largest request body; larger ones are refused with 413.',
  NOT_FOUND_JSON: 'Unknown paths and methods answer in JSON; exact: in plain text.',
  HEAD_ROUTES: 'HEAD works on /health and /settings; exact: 405.',
  G500_TYPE: 'Unexpected errors are sent as JSON; exact: the same bytes as text.',
  NETLIFY_ERROR_CODE: 'Errors carry a machine-readable error_code; exact: they do not.',
  PER_PAGE_MAX: 'Most rows of one page of a listing; more is refused with 400.',
  PAGE_ZERO: 'Page 0 is refused; exact: it is page 1.',
  UUID_FORMS: 'User ids are canonical UUIDs; exact: braces, bare digits and URNs too.',
  NULL_METADATA: 'A new user without data has {} as user_metadata; exact: null.',
  FRESH_TIMESTAMPS:
    'Times are whole seconds; exact: fresh ones carry a fraction, which tells new accounts from old ones.',
  LAST_SIGN_IN: 'Users carry last_sign_in_at; exact: they do not.',
  UPDATED_AT: 'The last change is updated_at; exact: creation, but now in the answer of a change.',
} as const
