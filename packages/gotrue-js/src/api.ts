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

/** What `@latchkey/gotrue-js/compat-0.9` exports: only who asks for 0.9 pays for it. */
export type Compat = (response: Response, body: unknown) => unknown

export interface APIOptions {
  defaultHeaders?: Record<string, string>
  compat?: Compat | undefined
}

/** The way to one server. */
export class API {
  declare apiURL: string
  /** Whether the server is reached below the page's own address. */
  declare private _sameOrigin: boolean
  declare defaultHeaders: Record<string, string>
  /** Whether requests and answers are as 0.9 had them. */
  declare compat: Compat | undefined

  constructor(apiURL = '', { defaultHeaders = {}, compat }: APIOptions = {}) {
    this.apiURL = apiURL
    this._sameOrigin = /^\/(?!\/)/.test(apiURL)
    this.defaultHeaders = defaultHeaders
    this.compat = compat
  }

  /**
   * The answer's JSON, or its text if it is none.
   *
   * @throws JSONHTTPError, TextHTTPError for a failing answer; whatever `fetch` throws for none
   */
  async request<T = unknown>(path: string, options: RequestOptions = {}): Promise<T> {
    const { audience, ...init } = options
    const headers = {
      ...this.defaultHeaders,
      ...((init.body || this.compat) && { 'Content-Type': 'application/json' }),
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
    return this.compat && isJson ? (this.compat(response, body) as T) : body
  }
}
