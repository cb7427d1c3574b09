const alphabet = /^[A-Za-z0-9_-]*$/

/** Base64url without padding (RFC 4648 §5). */
export function writeBase64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
}

/**
 * Bytes of a strict, unpadded base64url text, or `null`.
 *
 * Padding, other alphabets, blanks and non-zero unused bits are refused, so that one value has one
 * spelling (SEC-33: an altered token is another token).
 */
export function readBase64url(text: string): Uint8Array | null {
  if (!alphabet.test(text) || text.length % 4 === 1) return null
  const raw = atob(text.replaceAll('-', '+').replaceAll('_', '/'))
  const bytes = Uint8Array.from(raw, (character) => character.charCodeAt(0))
  return writeBase64url(bytes) === text ? bytes : null
}
