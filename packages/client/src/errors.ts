/** Reasons that arise in the client itself. Every other code is the server's own word. */
export type ClientErrorCode =
  /** No answer came: offline, refused, blocked by CORS. The session is kept. */
  | 'network_failed'
  /** No answer came in time. The session is kept. */
  | 'timed_out'
  /** The caller's own signal ended the request. */
  | 'aborted'
  /** Nobody is signed in here. */
  | 'no_session'
  /** The server no longer honours the session; it has been dropped. */
  | 'session_ended'
  /** The answer is not what the protocol promises, for instance a proxy's error page. */
  | 'unexpected_answer'
  /** A sign-in came back that this browser did not begin. */
  | 'unsolicited_sign_in'
  /** A token was not believed: see `verifyAccessToken`. */
  | 'token_invalid'
  /** A token was good, and is no longer. */
  | 'token_expired'

/** A code of the client, or of the server: `error_code`, else OAuth's `error`, else `http_<status>`. */
export type AuthErrorCode = ClientErrorCode | (string & {})

export interface AuthErrorDetail {
  readonly code: AuthErrorCode
  /** HTTP status; left out when there was no answer. */
  readonly status?: number | undefined
  /** `X-Request-Id` of the answer, which finds its line in the server's log. */
  readonly requestId?: string | undefined
  readonly cause?: unknown
}

/** The one error of this package: what went wrong, in a form for programs and in words for people. */
export class AuthError extends Error {
  declare readonly code: AuthErrorCode
  declare readonly status: number | undefined
  declare readonly requestId: string | undefined

  /** `detail.cause` becomes the error's own `cause`. */
  constructor(message: string, detail: AuthErrorDetail) {
    super(message, detail)
    this.name = 'AuthError'
    this.code = detail.code
    this.status = detail.status
    this.requestId = detail.requestId
  }
}

/** Whether the server said no, as against not being reached, being busy, or not being the server. */
export function isRefusal(error: unknown): boolean {
  const { code, status } = error as Partial<AuthError>
  return code !== 'unexpected_answer' && (status === 400 || status === 401 || status === 403)
}
