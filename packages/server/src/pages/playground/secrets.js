/** Secrets on the screen are shortened, so that a shared screen or picture gives none away. */

const hidden = '••••••••'
const passwords = new Set(['password', 'current_password'])
const tokens = new Set(['access_token', 'refresh_token', 'token', 'email_change_token'])

/**
 * Enough of a token to tell two apart, too little to use one.
 *
 * @param {string} secret
 */
export function shorten(secret) {
  return secret.length < 24 ? hidden : `${secret.slice(0, 8)}…${secret.slice(-6)}`
}

/**
 * @param {string} name
 * @param {string} value
 */
export function shortenField(name, value) {
  if (passwords.has(name)) return hidden
  return tokens.has(name) ? shorten(value) : value
}

/**
 * A header line's value, the credentials of `Authorization` shortened.
 *
 * @param {string} name
 * @param {string} value
 */
export function shortenHeader(name, value) {
  if (name.toLowerCase() !== 'authorization') return value
  const [scheme, credentials = ''] = value.split(' ')
  return `${scheme} ${shorten(credentials)}`
}

/**
 * A body for people: JSON indented, a form one field a line; secrets shortened unless `open`.
 *
 * @param {string} body
 * @param {boolean} open
 */
export function readableBody(body, open) {
  if (body === '') return ''
  const keep = (/** @type {string} */ name, /** @type {unknown} */ value) =>
    typeof value === 'string' && !open ? shortenField(name, value) : value
  const json = parsed(body)
  if (json !== undefined) return JSON.stringify(json, keep, 2)
  if (!/^[\w.]+=/.test(body)) return body
  return [...new URLSearchParams(body)]
    .map(([name, value]) => `${name}=${keep(name, value)}`)
    .join('\n')
}

/** @param {string} text */
function parsed(text) {
  try {
    return JSON.parse(text)
  } catch {
    // Not JSON: it is shown as it came.
    return undefined
  }
}
