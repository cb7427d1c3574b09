import { renewTokens, webLock } from '@latchkey/client/parts'
import type { API } from './api.ts'
import { heldUser } from './current-user.ts'
import { isRefused } from './errors.ts'
import { postForm } from './request.ts'
import { isPage, readSaved, type Saved } from './saved.ts'
import { isFresh, type Token } from './token.ts'

/** Whose tokens are renewed: a `User`. */
export interface TokenOwner {
  readonly id: string
  readonly api: API
  token: Token | null
  _processTokenResponse(token: Token): void
  _saveSession(): unknown
  clearSession(): void
}

/** The session in storage, if it is this user's and not that of somebody who signed in before. */
export function savedOf({ id }: Pick<TokenOwner, 'id'>): Saved | null {
  const saved = readSaved()
  return saved?.['id'] === id ? saved : null
}

/** New tokens for a user: a sibling tab's, or the successor of `refresh_token`. Gives the access token. */
export async function renew(
  user: TokenOwner,
  refresh_token: string,
  isForced?: boolean,
): Promise<string> {
  const { api } = user
  const held = { ...user.token, refresh_token } as Token
  const token = await renewTokens(
    held,
    {
      name: `latchkey:${api.apiURL}`,
      lock: (name, run) => (isPage() ? webLock(name, run) : run(false)),
      stored: () => savedOf(user)?.token ?? user.token,
      exchange: (spent) => exchange(api, spent),
      keep: (next, spent) => {
        user._processTokenResponse(next)
        // A session that was ended or replaced meanwhile is not brought back.
        if (savedOf(user)?.token.refresh_token === spent.refresh_token) user._saveSession()
      },
      drop: () => {
        if (heldUser(api) === user) user.clearSession()
        user.token = null
      },
      isFresh,
      isRefusal: isRefused,
    },
    isForced,
  )
  user._processTokenResponse(token)
  return token.access_token
}

/** The successor of a refresh token, asked of the server, which has half a minute to answer. */
async function exchange(api: API, refreshToken: string): Promise<Token> {
  const signal = AbortSignal.timeout(30_000)
  const body = `grant_type=refresh_token&refresh_token=${encodeURIComponent(refreshToken)}`
  const token = await api.request<Token>('/token', { ...postForm(body), signal }).catch((error) => {
    throw signal.aborted ? new Error('Token refresh timeout') : error
  })
  if (!token?.access_token) throw new Error('Gotrue-js: Token not set after refresh')
  return token
}
