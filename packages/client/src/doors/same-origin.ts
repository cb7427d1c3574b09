import type { Visit } from './visit.ts'

/**
 * Whether a request comes from a page of this site, or from no page at all. Browsers say so in
 * `Sec-Fetch-Site`; older ones name the page in `Origin`, which is compared with `Host` alone, because
 * a server behind a proxy does not know its scheme. What is sent by no browser says neither, and
 * carries nobody’s cookies but its own.
 *
 * @see https://www.w3.org/TR/fetch-metadata/#sec-fetch-site-header
 */
export function isSameOrigin(visit: Visit, trusted: readonly string[]): boolean {
  const origin = visit.header('origin')
  if (origin && trusted.includes(origin)) return true
  const site = visit.header('sec-fetch-site')
  if (site) return site === 'same-origin' || site === 'none'
  if (!origin) return true
  return URL.canParse(origin) && new URL(origin).host === visit.host()
}
