/** A failing answer. Its own members are enumerable, because programs print errors as JSON. */
export class HTTPError extends Error {
  override name = 'HTTPError'
  declare status: number

  constructor({ statusText, status }: Response) {
    super(statusText)
    this.status = status
  }
}

/** A failing answer that is not JSON: mostly that of something before the server. */
export class TextHTTPError extends HTTPError {
  override name = 'TextHTTPError'
  declare data: string

  constructor(response: Response, data: string) {
    super(response)
    this.data = data
  }
}

/** What the server says of a failure, in either of its two forms. */
export interface ErrorBody {
  msg?: string
  error?: string
  error_description?: string
}

export class JSONHTTPError extends HTTPError {
  override name = 'JSONHTTPError'
  declare json: ErrorBody

  constructor(response: Response, json: Record<string, unknown>) {
    super(response)
    this.json = json
  }
}

/** Gives an error the server's own words, where it has some, and throws it. */
export function throwInWords(thrown: Partial<JSONHTTPError>): never {
  const { msg, error, error_description } = thrown.json ?? {}
  if (msg || error) thrown.message = msg || `${error}: ${error_description}`
  throw thrown
}

/** Whether the server no longer honours a token, as against not being reached or being busy. */
export function isRefused(error: unknown): boolean {
  const { status } = error as Partial<HTTPError>
  return status === 400 || status === 401
}
