import { AuthError } from './errors.ts'
import { readJson } from './read-json.ts'

export interface Send {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Sent as JSON. */
  readonly json?: unknown
  /** Sent as a form. */
  readonly form?: Readonly<Record<string, string>>
  /** An access token. */
  readonly bearer?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal | undefined
}

export interface Received<Body> {
  readonly body: Body
  readonly headers: Headers
}

export interface Transport {
  /** Default: the one that is global when a request is sent. */
  readonly fetch?: typeof fetch | undefined
  /** Milliseconds until a request is given up. */
  readonly timeout: number
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>>
}

/**
 * Sends one request and reads the answer.
 *
 * @throws AuthError `network_failed`, `timed_out`, `aborted`, `unexpected_answer`, or the server's code
 */
export async function send<Body>(
  transport: Transport,
  url: string,
  { method = 'GET', json, form, bearer, headers, signal }: Send = {},
): Promise<Received<Body>> {
  const limit = AbortSignal.timeout(transport.timeout)
  const body = form ? new URLSearchParams(form) : json ? JSON.stringify(json) : null
  let response: Response
  let answer: unknown
  try {
    response = await (transport.fetch ?? fetch)(url, {
      method,
      headers: {
        ...transport.headers,
        ...(json ? { 'content-type': 'application/json' } : null),
        ...(bearer ? { authorization: `Bearer ${bearer}` } : null),
        ...headers,
      },
      signal: AbortSignal.any([signal ?? limit, limit]),
      body,
    })
    answer = readJson((await response.text()) || 'null')
  } catch (cause) {
    const [code, message] = signal?.aborted
      ? ['aborted', 'Aborted.']
      : limit.aborted
        ? ['timed_out', 'No answer in time.']
        : ['network_failed', 'The server could not be reached.']
    throw new AuthError(message, { code, cause })
  }
  if (!response.ok || answer === undefined) throw failureOf(response, answer)
  return { body: answer as Body, headers: response.headers }
}

/** The members of an error body in either dialect, as far as they are looked at. */
interface ErrorBody {
  readonly code?: unknown
  readonly error_code?: string
  readonly error?: string
  readonly error_description?: string
  readonly msg?: string
  readonly message?: string
}

/** A failing answer as an error; one that is not JSON is not the server's, but of something before it. */
function failureOf({ status, headers }: Response, answer: unknown): AuthError {
  const isOurs = typeof answer === 'object' && answer
  const body: ErrorBody = isOurs ? answer : { code: 'unexpected_answer' }
  const { code, error_code, error, error_description, msg, message } = body
  return new AuthError(
    msg ?? error_description ?? message ?? error ?? `The server answered ${status}.`,
    {
      code: error_code ?? error ?? (typeof code === 'string' ? code : `http_${status}`),
      status,
      requestId: headers.get('x-request-id') ?? undefined,
    },
  )
}
