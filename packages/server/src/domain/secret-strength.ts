/** Why a secret must not guard anything (SEC-47). Told with the setting's name, never its value. */
export type SecretWeakness = 'too_short' | 'known_sample' | 'predictable' | 'public_key'

/** RFC 7518 §3.2: an HS256 key has at least the size of its hash. */
const leastBytes = 32

/** Fewer different characters than any 32 random hexadecimal digits have, but for once in a million. */
const leastDifferent = 8

/** Secrets of documentation and tutorials, in lower case. */
const samples: ReadonlySet<string> = new Set([
  'secret',
  'password',
  'operator-token',
  'gotrue',
  'latchkey',
  'keyboard cat',
  'a-string-secret-at-least-256-bits-long',
  'a-valid-string-secret-that-is-at-least-512-bits-long-which-is-very-long',
])

/** What templates hold until somebody puts a secret there. */
const placeholder =
  /(?:change|replace)[-_ ]?(?:me|this)|your[-_ ].*(?:secret|key|token|password)|(?:super|my|test|jwt)[-_ ]?secret|placeholder|example/

/**
 * What makes `secret` guessable, or `null` when nothing does.
 *
 * Length is counted in UTF-8 bytes. It finds what people type and paste, and proves no randomness:
 * a secret that passes may still be a poor one.
 */
export function secretWeakness(secret: string): SecretWeakness | null {
  const plain = secret.trim().toLowerCase()
  if (isPublicKey(plain)) return 'public_key'
  if (samples.has(plain) || placeholder.test(plain)) return 'known_sample'
  if (new TextEncoder().encode(secret.trim()).byteLength < leastBytes) return 'too_short'
  return isPredictable(plain) ? 'predictable' : null
}

/** A key that is published somewhere is no secret, whatever surrounds it (SEC-43). */
function isPublicKey(plain: string): boolean {
  return plain.includes('-----begin') || /^ssh-\S+ /.test(plain) || /^\{.*"kty"/s.test(plain)
}

/** Few different characters, a piece again and again, or runs such as `abcdef`. */
function isPredictable(plain: string): boolean {
  const points = [...plain].map((character) => character.codePointAt(0) ?? 0)
  const steps = points.filter((point, at) => Math.abs(point - (points[at - 1] ?? 0)) === 1)
  const isRunning = steps.length * 2 > points.length
  return isRunning || new Set(points).size < leastDifferent || isPeriodic(plain)
}

/** A text repeats a piece of `length` when what is left without the piece is how it begins. */
function isPeriodic(text: string): boolean {
  for (let length = 1; length * 2 <= text.length; length += 1) {
    if (text.startsWith(text.slice(length))) return true
  }
  return false
}
