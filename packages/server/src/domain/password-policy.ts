import { asciiLower } from './email-address.ts'

/** What a password that a person sets must satisfy. Operators are held to the caps only. */
export interface PasswordPolicy {
  /** Fewest code points after normalisation (SEC-12). */
  readonly minimum: number
  /** Refuses common passwords and those made from the address (SEC-14). */
  readonly refusesCommon: boolean
  /** Which hash new passwords get; bcrypt counts 72 bytes at most. */
  readonly scheme: 'argon2id' | 'bcrypt'
}

export type PasswordWeakness =
  | { readonly code: 'password_unreadable' }
  | { readonly code: 'password_too_long' }
  | { readonly code: 'password_too_short'; readonly minimum: number }
  | { readonly code: 'password_too_common' }

const mostCharacters = 256
const mostBytes = 4096
const mostBcryptBytes = 72

/** The one form in which a password is hashed and compared (SEC-13): Unicode NFC, otherwise untouched. */
export function normalisePassword(password: string): string {
  return password.normalize('NFC')
}

/**
 * Why `password` can never be hashed, or `null`. Holds for everybody, operators included. Counted in
 * the form that is hashed: normalising may make a password longer as well as shorter.
 */
export function passwordFlaw(password: string, policy: PasswordPolicy): PasswordWeakness | null {
  if (!password.isWellFormed() || password.includes('\0')) return { code: 'password_unreadable' }
  if (bytesOf(password) > mostBytes) return { code: 'password_too_long' }
  const normal = normalisePassword(password)
  const most = policy.scheme === 'bcrypt' ? mostBcryptBytes : mostBytes
  const isTooLong = bytesOf(normal) > most || [...normal].length > mostCharacters
  return isTooLong ? { code: 'password_too_long' } : null
}

/** Why a visitor may not set `password`, or `null` when it will do. */
export function passwordWeakness(
  password: string,
  policy: PasswordPolicy,
  about: { readonly email: string; readonly siteName: string },
  isCommon: (folded: string) => boolean,
): PasswordWeakness | null {
  const flaw = passwordFlaw(password, policy)
  if (flaw !== null) return flaw
  const normal = normalisePassword(password)
  if ([...normal].length < policy.minimum) {
    return { code: 'password_too_short', minimum: policy.minimum }
  }
  if (!policy.refusesCommon) return null
  const folded = asciiLower(normal)
  const words = [about.email, localPartOf(about.email), about.siteName, 'latchkey']
  const isDerived = words.some((word) => word.length > 3 && folded.includes(asciiLower(word)))
  return isDerived || isCommon(folded) ? { code: 'password_too_common' } : null
}

function localPartOf(email: string): string {
  return email.slice(0, Math.max(0, email.lastIndexOf('@')))
}

function bytesOf(text: string): number {
  return new TextEncoder().encode(text).byteLength
}
