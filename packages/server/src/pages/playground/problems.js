/**
 * What to tell a person when a request failed: the server's code chooses the words (UX 1.4), and
 * each says what to do next.
 *
 * @typedef {object} Problem
 * @property {string} text
 * @property {'email' | 'password'} [field] The field it is about.
 * @property {string} [go] The screen that helps,
 * @property {string} [label] and what its button says.
 *
 * @typedef {object} Failure A failed call of the client.
 * @property {number} [status]
 * @property {{ error_code?: string, error?: string, error_description?: string, msg?: string, error_id?: string }} [json]
 *
 * @typedef {object} Circumstances
 * @property {string} email
 * @property {string} retryAfter Seconds, from the answer; empty when it named none.
 */

const signIn = { go: 'sign-in', label: 'Sign in' }
const newLink = { go: 'recover', label: 'Send a new link' }

/** @type {Readonly<Record<string, Problem>>} */
const problems = {
  invalid_credentials: {
    text: 'Email or password is not right. Check for typos, or reset your password.',
    go: 'recover',
    label: 'Reset password',
  },
  email_not_confirmed: {
    text: 'Confirm your email first. We sent a link to {email}. To get it again, sign up once more.',
    go: 'sign-up',
    label: 'Send it again',
  },
  user_already_exists: { text: 'There is already an account with this email.', ...signIn },
  email_exists: { text: 'There is already an account with this email.', field: 'email' },
  weak_password: {
    text: 'Choose another password: this one is too short, too long or easy to guess.',
    field: 'password',
  },
  email_address_invalid: { text: 'That does not look like an email address.', field: 'email' },
  otp_expired: { text: 'This link has expired or was already used.', ...newLink },
  email_change_refused: {
    text: 'This link is too old, was replaced by a newer one, or belongs to another account.',
    go: 'email',
    label: 'Ask for a new link',
  },
  signup_disabled: { text: 'Sign-up is by invitation on this server.', ...signIn },
  over_request_rate_limit: { text: 'Too many tries. Try again {later}.' },
  over_email_send_rate_limit: { text: 'A mail was sent a moment ago. Try again {later}.' },
  session_expired: { text: 'Your session has ended. Sign in to continue.', ...signIn },
  reauthentication_needed: {
    text: 'This takes a fresh sign-in. Sign out, sign in again, and repeat it.',
  },
  offline: {
    text: 'The server does not answer. Check that it runs, then try again.',
  },
  unavailable: { text: 'The server is busy. Try again {later}.' },
}

/** Names that different servers give to the same problem. */
/** @type {Readonly<Record<string, string>>} */
const synonyms = {
  user_not_found: 'otp_expired',
  session_not_found: 'session_expired',
  refresh_token_not_found: 'session_expired',
  refresh_token_already_used: 'session_expired',
  bad_jwt: 'session_expired',
  no_authorization: 'session_expired',
}

/** Servers of the original's age send sentences only; these are its own. */
/** @type {readonly (readonly [RegExp, string])[]} */
const sentences = [
  [/^Email not confirmed/, 'email_not_confirmed'],
  [/^(Invalid Refresh Token|Refresh token expired)/, 'session_expired'],
  [/^No user found with that email/, 'invalid_credentials'],
  [/already been registered$/, 'user_already_exists'],
  [/^Email address already registered/, 'email_exists'],
  [/^(Unable to validate email address|An email address is required)/, 'email_address_invalid'],
  [/^(Password (should|is)|Signup requires a valid password)/, 'weak_password'],
  [/^(User not found|.* token expired$)/, 'otp_expired'],
  [/^Signups not allowed/, 'signup_disabled'],
  [/^Rate limit exceeded/, 'over_request_rate_limit'],
  [/^Invalid token/, 'session_expired'],
]

/** @param {Failure} failure */
export function codeOf({ status, json }) {
  if (status === undefined || status === 0) return 'offline'
  if (status === 503 || status === 504) return 'unavailable'
  const sentence = json?.msg ?? json?.error_description ?? ''
  // Links of two kinds share a code, and need different help.
  if (/^email change token/i.test(sentence)) return 'email_change_refused'
  const known = sentences.find(([pattern]) => pattern.test(sentence))?.[1]
  const named = json?.error_code ?? ''
  const code = synonyms[named] ?? named
  return code in problems ? code : (known ?? (status === 401 ? 'session_expired' : code))
}

/**
 * @param {Failure} failure
 * @param {Circumstances} circumstances
 * @returns {Problem}
 */
export function explain(failure, { email, retryAfter }) {
  const code = codeOf(failure)
  const problem = problems[code]
  if (problem === undefined) return { text: unknown(failure) }
  const fewest = /at least (\d+) characters/.exec(failure.json?.msg ?? '')?.[1]
  if (code === 'weak_password' && fewest !== undefined) {
    return { ...problem, text: `Use at least ${fewest} characters.` }
  }
  const later = retryAfter === '' ? 'in a moment' : `in ${retryAfter} seconds`
  return { ...problem, text: problem.text.replace('{email}', email).replace('{later}', later) }
}

/** @param {Failure} failure */
function unknown({ status = 0, json }) {
  const reference = json?.error_id === undefined ? '' : ` (Reference ${json.error_id})`
  const sentence = json?.msg ?? json?.error_description ?? ''
  if (status >= 500 || sentence === '') {
    return `Something went wrong on the server's side. Try again in a moment.${reference}`
  }
  return `${sentence}.${reference}`
}
