/** A name and an address that mail can go to; the address has an ASCII domain. */
export interface Mailbox {
  /** Empty for none. */
  readonly name: string
  readonly address: string
}

/**
 * Reads `address` or `Name <address>`, as operators write senders and as GoTrue stored addresses, or
 * `null`. Exactly one address comes out, and none of its characters means anything to SMTP (SEC-109,
 * SEC-111): lists, comments, quotes, routes, blanks and controls are refused.
 *
 * The local part may be beyond ASCII, since such rows exist; the domain becomes ASCII (UTS-46).
 */
export function readMailbox(text: string): Mailbox | null {
  if (!isHeaderText(text) || text.length > 1000) return null
  const open = text.lastIndexOf('<')
  const isNamed = open !== -1 && text.endsWith('>')
  const address = readAddress(isNamed ? text.slice(open + 1, -1) : text)
  const name = isNamed
    ? text
        .slice(0, open)
        .trim()
        .replace(/^"(.*)"$/, '$1')
    : ''
  return address === null ? null : { name, address }
}

/** True for a text that may stand in a mail header: it cannot end its line (SEC-111). */
export function isHeaderText(text: string): boolean {
  return !/[\r\n\0]/.test(text)
}

function readAddress(text: string): string | null {
  const at = text.lastIndexOf('@')
  const local = text.slice(0, at)
  if (at < 1 || local.length > 64 || !/^[^\s\p{Cc}\p{Cf}"(),:;<>@[\\\]]+$/u.test(local)) return null
  const domain = text.slice(at + 1)
  if (!/^[\p{L}\p{N}\p{M}.-]+$/u.test(domain)) return null
  const host = URL.parse(`http://${domain}`)?.hostname ?? ''
  return host === '' || local.length + 1 + host.length > 254 ? null : `${local}@${host}`
}
