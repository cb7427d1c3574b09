import { JSONHTTPError, TextHTTPError } from './errors.ts'

/** What `fetch` takes, and whose users are meant. */
export interface RequestOptions {
  method?: string
  headers?: Record<string, string>
  body?: string
  credentials?: RequestCredentials
  /** Sent as `X-JWT-AUD`, if there is one. */
  audience?: string | undefined
  signal?: AbortSignal
}

/** The way to one server. */
export class API {
  declare apiURL: string
  /** Whether the server is reached below the page's own address. */
  declare private _sameOrigin: boolean
  declare defaultHeaders: Record<string, string>

  constructor(apiURL: string, defaultHeaders: Record<string, string> = {}) {
    this.apiURL = apiURL
    this._sameOrigin = /^\/(?!\/)/.test(apiURL)
    this.defaultHeaders = defaultHeaders
  }

  /**
   * The answer's JSON, or its text if it is none.
   *
   * @throws JSONHTTPError, TextHTTPError for a failing answer; whatever `fetch` throws for none
   */
  async request<T = unknown>(path: string, { audience, ...init }: RequestOptions = {}): Promise<T> {
    const headers = {
      ...this.defaultHeaders,
      ...(init.body && { 'Content-Type': 'application/json' }),
      ...init.headers,
      ...(audience && { 'X-JWT-AUD': audience }),
    }
    const response = await fetch(this.apiURL + path, {
      ...(this._sameOrigin && { credentials: 'same-origin' }),
      ...init,
      headers,
    })
    const isJson = response.headers.get('Content-Type')?.includes('json')
    const body = await (isJson ? response.json() : response.text())
    if (!response.ok) throw new (isJson ? JSONHTTPError : TextHTTPError)(response, body)
    return this._answer(body, response)
  }

  /** What callers get of an answer: its body. */
  _answer<T>(body: T, _response: Response): T {
    return body
  }
}
