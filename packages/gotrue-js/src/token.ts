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

/** Whether a token serves for a minute yet; one whose end is not known does. */
export function isFresh({ expires_at }: Pick<Token, 'expires_at'>): boolean {
  return !(expires_at - 60_000 < Date.now())
}
