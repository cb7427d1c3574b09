import { API, type RequestOptions } from './api.ts'
import { holdUser } from './current-user.ts'
import { type HTTPError, throwInWords } from './errors.ts'
import { postForm, sendJson } from './request.ts'
import type { Token } from './token.ts'
import { User } from './user.ts'

export interface GoTrueInit {
  /** Where the server answers, without a slash at its end. Default: `/.netlify/identity`. */
  APIUrl?: string
  /** Sent as `X-JWT-AUD`: whose users are meant, where the server has several audiences. */
  audience?: string
  /** Whether the server is asked to set its cookie too. Default: false. */
  setCookie?: boolean
  /** Sent as `X-Nf-Client`. Default: `gotrue-js`. */
  clientName?: string
  /** `compat09` of `@latchkey/gotrue-js/compat-0.9`: only who wants 0.9 carries it. */
  compat?: (client: GoTrue) => void
}

/** What a site's sign-in offers. */
export interface Settings {
  autoconfirm: boolean
  disable_signup: boolean
  external: {
    bitbucket: boolean
    email: boolean
    facebook: boolean
    github: boolean
    gitlab: boolean
    google: boolean
    saml?: boolean
  }
  external_labels?: Record<string, string>
}

export interface SignupResponse {
  id: string
  email: string
  confirmation_sent_at?: string
  confirmed_at?: string
  [key: string]: unknown
}

/** One site's way to its identity server, and who is signed in there. */
export class GoTrue {
  declare audience?: string
  declare setCookie: boolean
  declare api: API

  constructor({
    APIUrl = '/.netlify/identity',
    audience = '',
    setCookie = false,
    clientName = 'gotrue-js',
    compat,
  }: GoTrueInit = {}) {
    if (APIUrl.startsWith('http://')) {
      // biome-ignore lint/suspicious/noConsole: the published package warns developers here.
      console.warn('GoTrue needs https:// in production')
    }
    if (audience) this.audience = audience
    this.setCookie = setCookie
    this.api = new API(APIUrl, { 'X-Nf-Client': clientName })
    compat?.(this)
  }

  /** Sends a request as nobody. */
  _request<T = unknown>(path: string, options?: RequestOptions): Promise<T> {
    return this.api.request<T>(path, { audience: this.audience, ...options }).catch(throwInWords)
  }

  settings(): Promise<Settings> {
    return this._request('/settings')
  }

  signup(email: string, password: string, data?: Record<string, unknown>): Promise<SignupResponse> {
    return this._request('/signup', sendJson({ email, password, data }))
  }

  async login(email: string, password: string, remember?: boolean): Promise<User> {
    const name = encodeURIComponent(email)
    const body = `grant_type=password&username=${name}&password=${encodeURIComponent(password)}`
    const user = await signIn(this, '/token', postForm(body), remember)
    if (!remember) User.removeSavedSession()
    return user
  }

  loginExternalUrl(provider: string): string {
    return `${this.api.apiURL}/authorize?provider=${encodeURIComponent(provider)}`
  }

  confirm(token: string, remember?: boolean): Promise<User> {
    return this.verify('signup', token, remember)
  }

  requestPasswordRecovery(email: string): Promise<void> {
    return this._request('/recover', sendJson({ email }))
  }

  recover(token: string, remember?: boolean): Promise<User> {
    return this.verify('recovery', token, remember)
  }

  acceptInvite(token: string, password: string, remember?: boolean): Promise<User> {
    return signIn(this, '/verify', sendJson({ token, password, type: 'signup' }), remember)
  }

  acceptInviteExternalUrl(provider: string, token: string): string {
    return `${this.loginExternalUrl(provider)}&invite_token=${encodeURIComponent(token)}`
  }

  /** Begins a session with tokens; until the server has said whose they are, nothing changes. */
  async createUser(tokenResponse: Token, remember = false): Promise<User> {
    this._setRememberHeaders(remember)
    const user = new User(this.api, tokenResponse, this.audience ?? '', false)
    await user.getUserData()
    if (remember) user._saveSession()
    holdUser(this.api, user)
    return user
  }

  /** Who is signed in, as last seen. Asks no server. */
  currentUser(): User | null {
    const user = User.recoverSession(this.api)
    // A session of this page alone keeps the cookie that it began with.
    if (user?._fromStorage) this._setRememberHeaders(true)
    return user
  }

  /** The current user as the server has them now; `null`, and signed out, if it refuses them. */
  async validateCurrentSession(): Promise<User | null> {
    const user = this.currentUser()
    if (!user) return null
    return user.getUserData().catch(({ status }: HTTPError) => {
      if (status < 429) user.clearSession()
      return null
    })
  }

  verify(type: string, token: string, remember?: boolean): Promise<User> {
    return signIn(this, '/verify', sendJson({ token, type }), remember)
  }

  /** Asks for a cookie that outlives the browser, or for one that does not. */
  _setRememberHeaders(remember?: boolean): void {
    if (this.setCookie) this.api.defaultHeaders['X-Use-Cookie'] = remember ? '1' : 'session'
  }
}

/** Signs somebody in. If that fails, the session before it, and its cookie, are as they were. */
function signIn(
  client: GoTrue,
  path: string,
  request: RequestOptions,
  remember?: boolean,
): Promise<User> {
  const { api } = client
  const before = api.defaultHeaders
  api.defaultHeaders = { ...before }
  client._setRememberHeaders(remember)
  return client
    ._request<Token>(path, request)
    .then((token) => client.createUser(token, remember))
    .catch((error) => {
      api.defaultHeaders = before
      throw error
    })
}
