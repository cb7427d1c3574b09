import { readClaims } from '@latchkey/client/parts'
import { Admin } from './admin.ts'
import { API, type RequestOptions } from './api.ts'
import { heldUser, holdUser } from './current-user.ts'
import { throwInWords } from './errors.ts'
import { renew, savedOf } from './renew.ts'
import { sendJson } from './request.ts'
import { readSaved, removeSaved, writeSaved } from './saved.ts'
import { isFresh, type Token } from './token.ts'
import type { AppMetadata } from './user-data.ts'

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
    const api = apiInstance ?? new API(saved.url)
    return new User(api, saved.token, saved.audience)._saveUserData(saved, true)
  }

  get admin(): Admin {
    return new Admin(this)
  }

  update(attributes: Record<string, unknown>): Promise<User> {
    return ask(this, sendJson(attributes, 'PUT'))
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

  /** Sends a request as this user. */
  _request<T = unknown>(path: string, options: RequestOptions = {}): Promise<T> {
    return this.jwt()
      .then((token) =>
        this.api.request<T>(path, {
          ...options,
          audience: options.audience || this.audience,
          headers: { ...options.headers, Authorization: `Bearer ${token}` },
        }),
      )
      .catch(throwInWords)
  }

  getUserData(): Promise<User> {
    return ask(this)
  }

  /** Takes over what an answer says, but for the names of methods and of what the client itself keeps. */
  _saveUserData(attributes: Record<string, unknown>, fromStorage?: boolean): User {
    const { api, token, audience, url, ...others } = attributes
    for (const key in others) if (!(key in User.prototype)) this[key] = others[key]
    if (fromStorage) this._fromStorage = true
    return this
  }

  /** Takes tokens over. The moment at which they end is the one that the access token itself says. */
  _processTokenResponse(token: Token): void {
    this.token = token
    const claims = token && readClaims(token.access_token)
    if (claims) token.expires_at = (claims.exp as number) * 1000
    // biome-ignore lint/suspicious/noConsole: the published package tells developers here.
    else console.error('Gotrue-js: Failed to parse tokenResponse claims: not a JWT')
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
