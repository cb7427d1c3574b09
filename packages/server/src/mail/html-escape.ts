/** What stands where a value may not: the mark that Go's html/template leaves, known to template authors. */
export const neutral = 'ZgotmplZ'

const references: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&#34;',
  "'": '&#39;',
  '\0': '\ufffd',
}

/** Fit for HTML text and for attribute values in quotes. */
export function escapeHtml(value: string): string {
  return value.replace(/[&<>"'\0]/g, (character) => references[character] ?? character)
}

/** Fit for an attribute value without quotes: blanks and `=` cannot end or begin anything. */
export function escapeUnquoted(value: string): string {
  return escapeHtml(value).replace(/[\s=`]/g, (character) => `&#${character.charCodeAt(0)};`)
}

/** The same address with every character that no URL may hold written in percent (RFC 3986 §2.1). */
export function normaliseUrl(value: string): string {
  return value
    .toWellFormed()
    .replace(/[^A-Za-z0-9\-._~:/?#[\]@!$&()*+,;=%]+/g, (run) =>
      encodeURIComponent(run).replaceAll("'", '%27'),
    )
}

/** Fit for one component of a query or fragment. */
export function encodeUrlPart(value: string): string {
  return encodeURIComponent(value.toWellFormed()).replaceAll("'", '%27')
}

const webOrMail: ReadonlySet<string> = new Set(['http', 'https', 'mailto'])

/** True for http, https and mailto addresses, and for places on the same site (SEC-111). */
export function isSafeUrl(address: string): boolean {
  // Browsers drop these characters before they look for a scheme.
  const seen = Array.from(address, (c) => (c <= ' ' ? '' : c)).join('')
  const scheme = /^([^:/?#\\]*):/.exec(seen)?.[1]
  if (scheme !== undefined) return webOrMail.has(scheme.toLowerCase())
  return !/^[/\\]{2}/.test(seen)
}
