/** What an access token says (RFC 7519 §4), as far as clients look. Not verified: see `verifyAccessToken`. */
export interface Claims {
  readonly sub?: string
  /** Seconds since 1970. */
  readonly exp?: number
  /** Seconds since 1970. */
  readonly iat?: number
  readonly email?: string
  readonly app_metadata?: Readonly<Record<string, unknown>>
  readonly user_metadata?: Readonly<Record<string, unknown>>
  readonly [claim: string]: unknown
}

/** Bytes of base64url without padding (RFC 4648 §5). Throws on other characters. */
export function readBase64url(text: string): Uint8Array<ArrayBuffer> {
  const bytes = atob(text.replaceAll('-', '+').replaceAll('_', '/'))
  return Uint8Array.from(bytes, (byte) => byte.charCodeAt(0))
}

/** The payload of a JWT, or `null` if it has none that can be read. */
export function readClaims(token: string): Claims | null {
  try {
    const payload = new TextDecoder().decode(readBase64url(token.split('.')[1] ?? ''))
    return Object(JSON.parse(payload)) // whatever it is, its members can be asked for
  } catch {
    return null
  }
}
