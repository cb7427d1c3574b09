/** Unpadded groups of four, and a tail whose unused bits are zero: each value has one spelling. */
const strict = /^(?:[\w-]{4})*(?:[\w-][AQgw]|[\w-]{2}[AEIMQUYcgkosw048])?$/
const beyondAscii = /[\u0080-\uffff]/
const chunk = 0x2000

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Base64url without padding (RFC 4648 §5). */
export function writeBase64url(bytes: Uint8Array): string {
  let raw = ''
  for (let at = 0; at < bytes.byteLength; at += chunk) {
    raw += String.fromCharCode(...bytes.subarray(at, at + chunk))
  }
  return encode(raw)
}

/**
 * Bytes of a strict, unpadded base64url text, or `null`.
 *
 * Padding, other alphabets, blanks and non-zero unused bits are refused, so that one value has one
 * spelling (SEC-33: an altered token is another token).
 */
export function readBase64url(text: string): Uint8Array | null {
  return strict.test(text) ? bytesOf(decode(text)) : null
}

/** The UTF-8 bytes of a text in base64url. */
export function writeBase64urlText(text: string): string {
  return beyondAscii.test(text) ? writeBase64url(encoder.encode(text)) : encode(text)
}

/** The text whose UTF-8 bytes are meant, or `null` when base64url or UTF-8 is not strict (SEC-50). */
export function readBase64urlText(text: string): string | null {
  if (!strict.test(text)) return null
  const raw = decode(text)
  if (!beyondAscii.test(raw)) return raw
  try {
    return decoder.decode(bytesOf(raw))
  } catch {
    return null // not UTF-8: whoever asks decides what that means
  }
}

function encode(raw: string): string {
  return btoa(raw).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

function decode(text: string): string {
  return atob(text.replaceAll('-', '+').replaceAll('_', '/'))
}

function bytesOf(raw: string): Uint8Array {
  const bytes = new Uint8Array(raw.length)
  for (let at = 0; at < raw.length; at += 1) bytes[at] = raw.charCodeAt(at)
  return bytes
}
