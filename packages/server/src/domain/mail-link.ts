/** Where a mail's link points, before its secret is added. */
export interface MailLinkParts {
  /** The configured address of the site: never a request's host (Q-045, SEC-60). */
  readonly siteUrl: string
  /** Absolute, and the site's own path is replaced; relative, and it is resolved beside it. */
  readonly path: string
  /** Without `#`; empty for none. */
  readonly fragment: string
  /** A return address that passed the allow list; the base when `path` is empty (server spec 7). */
  readonly referrer?: string
}

/**
 * The absolute http(s) address that a mail asks its reader to open (server spec 7, Q-045).
 *
 * A path that leads to no http(s) address counts as `/`, so that one wrong option does not stop
 * sign-up (REL-58).
 */
export function mailLink(parts: MailLinkParts): string {
  const { siteUrl, path, fragment, referrer = '' } = parts
  if (path === '') return withFragment(referrer === '' ? siteUrl : referrer, fragment)
  const resolved = URL.parse(path, siteUrl)
  const isWeb = resolved?.protocol === 'https:' || resolved?.protocol === 'http:'
  return withFragment(isWeb ? resolved.href : new URL('/', siteUrl).href, fragment)
}

// The base of an empty path stays as written: `https://a.example` gets no slash (test case 150).
function withFragment(address: string, fragment: string): string {
  const base = address.replace(/#.*$/s, '')
  return fragment === '' ? base : `${base}#${fragment}`
}
