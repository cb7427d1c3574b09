import { AuthError as ClientError } from '@latchkey/client'

export interface AuthErrorOptions {
  cause?: unknown
  /** Why, for programs: the server's own word, such as `invalid_grant`, or one of `@latchkey/client`. */
  code?: string
}

/** What an operation rejects with when the server, the network or the place says no. */
export class AuthError extends Error {
  /** HTTP status of the answer; left out when there was none. */
  declare status?: number
  /** What went wrong underneath. */
  declare cause?: unknown
  /** Why, for programs. Not in @netlify/identity. */
  declare code?: string

  constructor(message: string, status?: number, { code, ...options }: AuthErrorOptions = {}) {
    super(message, options)
    this.name = 'AuthError'
    if (status) this.status = status
    if (code) this.code = code
  }

  /** An `AuthError` as it is, and anything else as the cause of one. */
  static from(error: unknown): AuthError {
    return toAuthError(error)
  }
}

/** The site has no identity server that could be found. */
export class MissingIdentityError extends Error {
  constructor(message = 'Netlify Identity is not available.') {
    super(message)
    this.name = 'MissingIdentityError'
  }
}

/**
 * A failure as the callers of this package know it. `words` are said where the server said none; what
 * stopped a request before an answer came keeps its own.
 */
export function toAuthError(error: unknown, words?: string): AuthError {
  if (error instanceof AuthError) return error
  const known: Partial<ClientError> = error instanceof ClientError ? error : {}
  const { code = '', status, cause = error } = known
  const said = cause instanceof Error ? cause.message : `${cause}`
  const isWordless = words && said === `The server answered ${status}.`
  return new AuthError(isWordless ? `${words} (${status})` : said, status, { code, cause })
}
