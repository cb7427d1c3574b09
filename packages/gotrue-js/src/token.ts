import { readClaims } from '@latchkey/client/parts'

/** Answer of a token endpoint (RFC 6749 §5.1). */
export interface Token {
  access_token: string
  /** When the access token ends, in milliseconds since 1970. */
  expires_at: number
  /** Seconds. */
  expires_in: number
  refresh_token: string
  token_type: 'bearer'
}

/** Sets the moment at which a token ends, as the token itself says it. */
export function setEnd(token: Token | null): void {
  const claims = token && readClaims(token.access_token)
  if (claims) token.expires_at = Number(claims.exp) * 1000
  // biome-ignore lint/suspicious/noConsole: the published package tells developers here.
  else console.error('Gotrue-js: Failed to parse tokenResponse claims: not a JWT')
}

/** Whether a token serves for a minute yet; one whose end is not known does. */
export function isFresh({ expires_at }: Pick<Token, 'expires_at'>): boolean {
  return !(expires_at - 60_000 < Date.now())
}
