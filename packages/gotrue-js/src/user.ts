import { Admin } from './admin.ts'
import { API, type RequestOptions } from './api.ts'
import { heldUser, holdUser } from './current-user.ts'
import { type HTTPError, throwInWords } from './errors.ts'
import { renew, savedOf } from './renew.ts'
import { readSaved, removeSaved, writeSaved } from './saved.ts'
import { isFresh, setEnd, type Token } from './token.ts'
import type { AppMetadata } from './user-data.ts'

/** Members of a user, beside its methods, that no answer of the server sets. */
const internals = /^(api|token|audience|url)$/

/** Somebody who is signed in: the profile, the tokens, and what they are good for. */
export class User {
  declare api: API
  declare url: string
  declare audience: string
  declare token: Token | null
  declare _fromStorage?: boolean
  declare id: string
  declare aud: string
  declare email: string
  declare role: string
  declare app_metadata: AppMetadata
  declare user_metadata: Record<string, unknown>
  declare created_at: string
  declare updated_at: string
  declare confirmed_at: string | null
  declare new_email?: string;
  [key: string]: unknown

  /** Becomes the current user at once, unless `isCurrent` is false. */
  constructor(api: API, tokenResponse: Token, audience: string, isCurrent = true) {
    this._processTokenResponse(tokenResponse)
    this.api = api
    this.url = api.apiURL
    this.audience = audience
    if (isCurrent) holdUser(api, this)
  }

  static removeSavedSession(): void {
    removeSaved()
  }

  /** The current user, else the one in storage, who then talks to `apiInstance` if that is given. */
  static recoverSession(apiInstance?: API): User | null {
    const held = heldUser(apiInstance) as User | undefined
    if (held) return held
    const saved = readSaved()
    if (!saved) return null
    const { url, token, audience } = saved
    return new User(apiInstance ?? new API(url), token, audience)._saveUserData(saved, true)
  }

  get admin(): Admin {
    return new Admin(this)
  }

  update(attributes: Record<string, unknown>): Promise<User> {
    return ask(this, { method: 'PUT', body: JSON.stringify(attributes) })
  }

  /** An access token that serves for a minute yet, or, if forced, one that is new. */
  async jwt(forceRefresh?: boolean): Promise<string> {
    const { token } = this
    if (!token) throw new Error('Gotrue-js: failed getting jwt access token')
    if (forceRefresh || !isFresh(token)) return renew(this, token.refresh_token, forceRefresh)
    return token.access_token
  }

  /** Ends the session here in any case, and at the server if it can be reached. */
  async logout(): Promise<void> {
    await this._request('/logout', { method: 'POST' }).catch(() => {}) // it ends by itself there
    this.clearSession()
  }

  _refreshToken(refresh_token: string): Promise<string> {
    return renew(this, refresh_token, true)
  }

  /** Sends a request as this user. If the token is refused, it is renewed and the request sent once more. */
  async _request<T = unknown>(path: string, options: RequestOptions = {}): Promise<T> {
    const audience = options.audience || this.audience
    const send = (token: string): Promise<T> =>
      this.api.request(path, {
        ...options,
        audience,
        headers: { ...options.headers, Authorization: `Bearer ${token}` },
      })
    try {
      const token = await this.jwt()
      return await send(token).catch(async (error: HTTPError) => {
        if (error.status !== 401) throw error
        const isSame = this.token?.access_token === token // else a sibling request has renewed it
        return send(await this.jwt(isSame).catch(() => Promise.reject(error)))
      })
    } catch (error) {
      throwInWords(error as HTTPError)
    }
  }

  getUserData(): Promise<User> {
    return ask(this)
  }

  _saveUserData(attributes: object, fromStorage?: boolean): User {
    for (const [key, value] of Object.entries(attributes)) {
      if (!(key in User.prototype || internals.test(key))) this[key] = value
    }
    if (fromStorage) this._fromStorage = true
    return this
  }

  _processTokenResponse(tokenResponse: Token): void {
    this.token = tokenResponse
    setEnd(tokenResponse)
  }

  /** Saves this user, where the session in storage is already theirs. */
  _refreshSavedSession(): User {
    if (savedOf(this)) this._saveSession()
    return this
  }

  /** What is saved: everything but the way to the server. */
  get _details(): Record<string, unknown> {
    const { api, ...details } = this
    return details
  }

  _saveSession(): User {
    writeSaved(this._details)
    return this
  }

  tokenDetails(): Token | null {
    return this.token
  }

  clearSession(): void {
    removeSaved()
    this.token = null
    holdUser(this.api)
  }
}

/** Takes over what the server says of a user, and saves it where the user is saved. */
async function ask(user: User, options?: RequestOptions): Promise<User> {
  return user._saveUserData(await user._request('/user', options))._refreshSavedSession()
}
