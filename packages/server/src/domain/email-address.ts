import type { Branded } from '../kernel/brand.ts'

/**
 * The form of an address that decides whether two are the same mailbox (SEC-109, SEC-110): local
 * part folded in ASCII, domain lower-case ASCII by UTS-46.
 */
export type CanonicalEmail = Branded<string, 'CanonicalEmail'>

export interface EmailAddress {
  /** As typed, outer blanks cut. */
  readonly typed: string
  readonly canonical: CanonicalEmail
}

// Without `%` and `!`, by which old relays were told to send a mail on to somebody else.
const localPart = /^[A-Za-z0-9#$&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9#$&'*+/=?^_`{|}~-]+)*$/
const label = /^(?!-)[a-z0-9-]{1,63}(?<!-)$/
const tooLong = 254

/** Scripts with letters that look like those of another one here: a label has letters of one of them. */
const lookAlikes = [
  /\p{Script=Latin}/u,
  /\p{Script=Cyrillic}/u,
  /\p{Script=Greek}/u,
  /\p{Script=Armenian}/u,
  /\p{Script=Cherokee}/u,
]

/**
 * One plain address (`local@domain`, RFC 5321 §4.1.2 without quoting), or `null`.
 *
 * Refuses display names, lists, comments, quoted and routed local parts, controls, non-ASCII local
 * parts, single-label and numeric hosts, labels of mixed scripts, and domains that UTS-46 does not
 * map.
 */
export function readEmailAddress(input: string): EmailAddress | null {
  if (input.length > tooLong + 64) return null
  const typed = input.replace(/^[\t ]+|[\t ]+$/g, '')
  const at = typed.lastIndexOf('@')
  const local = typed.slice(0, at)
  if (at < 1 || local.length > 64 || !localPart.test(local)) return null
  const domain = readDomain(typed.slice(at + 1))
  if (domain === null || local.length + 1 + domain.length > tooLong) return null
  if (new TextEncoder().encode(typed).byteLength > tooLong) return null
  return { typed, canonical: `${asciiLower(local)}@${domain}` as CanonicalEmail }
}

/** The domain in lower-case ASCII, or `null` when it is none that mail could go to. */
function readDomain(input: string): string | null {
  // The URL parser does UTS-46; what it would read as another part of a URL is refused before.
  if (!/^[\p{L}\p{N}\p{M}.\u3002\uff0e\uff61-]+$/u.test(input)) return null
  const parsed = URL.parse(`http://${input}`)
  if (parsed === null || mixesScripts(input)) return null
  const labels = parsed.hostname.split('.')
  if (labels.length < 2 || !labels.every((each) => label.test(each))) return null
  return /^[0-9]+$/.test(labels.at(-1) ?? '') ? null : parsed.hostname
}

/** True when one label could pass for another by letters of two scripts. */
function mixesScripts(domain: string): boolean {
  const labels = domain.normalize('NFKC').split(/[.\u3002]/)
  return labels.some((each) => lookAlikes.filter((script) => script.test(each)).length > 1)
}

/** Folds A–Z only: no locale, no accents, so no two mailboxes ever meet by folding. */
export function asciiLower(text: string): string {
  return text.replace(/[A-Z]+/g, (run) => run.toLowerCase())
}
