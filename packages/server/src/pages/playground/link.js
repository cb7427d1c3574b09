/**
 * A link from a mail: what it is for, and its one-time token.
 *
 * @typedef {{ readonly kind: 'confirmation' | 'recovery' | 'invite' | 'email_change', readonly token: string }} MailLink
 */

/** @type {Readonly<Record<string, MailLink['kind']>>} */
const kinds = {
  confirmation_token: 'confirmation',
  recovery_token: 'recovery',
  invite_token: 'invite',
  email_change_token: 'email_change',
}

/** What a button says that opens such a link in this page. */
export const linkLabels = {
  confirmation: 'Confirm email',
  recovery: 'Open reset link',
  invite: 'Accept invitation',
  email_change: 'Confirm new email',
}

/**
 * The link in a URL's fragment, or `null`.
 *
 * @param {string} url
 * @returns {MailLink | null}
 */
export function readLink(url) {
  const [, fragment = ''] = url.split('#')
  for (const [name, token] of new URLSearchParams(fragment)) {
    const kind = kinds[name]
    if (kind !== undefined && token !== '') return { kind, token }
  }
  return null
}

/**
 * Takes the link out of the address bar, so that a one-time token is neither bookmarked nor shared.
 *
 * @returns {MailLink | null}
 */
export function takeLink() {
  const link = readLink(location.href)
  if (link !== null) history.replaceState(null, '', location.pathname + location.search)
  return link
}
