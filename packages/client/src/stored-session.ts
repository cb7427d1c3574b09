import { AuthError } from './errors.ts'
import { readJson } from './read-json.ts'

/** Answer of a token endpoint (RFC 6749 §5.1), as it is kept. */
export interface Tokens {
  readonly access_token: string
  readonly token_type: 'bearer'
  /** Seconds from the moment of the answer. */
  readonly expires_in: number
  readonly refresh_token: string
  /** When the access token ends, in milliseconds since 1970. */
  readonly expires_at: number
}

/** A user as the server writes one; members that it does not name here are kept too. */
export interface WireUser {
  readonly id?: string
  readonly email?: string
  readonly role?: string
  readonly app_metadata?: Readonly<Record<string, unknown>> | null
  readonly user_metadata?: Readonly<Record<string, unknown>> | null
  readonly [member: string]: unknown
}

/**
 * A session as it lies in storage: gotrue-js's own form, so that people stay signed in when a site
 * moves to this package from gotrue-js or @netlify/identity, and when it moves back.
 */
export interface StoredSession extends WireUser {
  readonly token: Tokens
  readonly url: string
  readonly audience?: string
}

/** Reads what storage holds; `null` if that is no session. */
export function readStored(text: string | null): StoredSession | null {
  const session = readJson(text ?? '') as StoredSession | null | undefined
  return session?.url && session.token?.access_token ? session : null
}

/**
 * The answer of a token endpoint, with the moment at which its access token ends. By this machine's
 * clock, so that one which runs ahead of the server's or behind it does not matter.
 *
 * @throws AuthError `unexpected_answer` when it has no access token
 */
export function withMoment(tokens: Omit<Tokens, 'expires_at'>, now: number): Tokens {
  if (!tokens?.access_token) {
    throw new AuthError('The answer has no token.', { code: 'unexpected_answer' })
  }
  return { ...tokens, expires_at: now + tokens.expires_in * 1000 }
}

/** Whether an access token serves for a while yet: a minute, or a tenth of a short life. */
export function isFresh({ expires_at, expires_in }: Tokens, now: number): boolean {
  return expires_at - now > Math.min(60_000, expires_in * 100)
}
