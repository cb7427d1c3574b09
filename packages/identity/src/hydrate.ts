import { type StoredSession, tabLock } from '@latchkey/client'
import { isRefusal } from '@latchkey/client/parts'
import { told } from './auth-events.ts'
import { beginSession } from './begin-session.ts'
import { browserClient } from './browser-client.ts'
import { cookieTokens, readCookie, writeCookies } from './browser-cookies.ts'
import { isLater, isSameUser } from './compare-tokens.ts'
import { jwtCookie } from './cookie-names.ts'
import { isBrowser } from './runtime.ts'
import { usableTokens } from './usable-tokens.ts'
import { toUser, type User } from './user.ts'

/**
 * Makes the session of the cookies that a server has set this page's own; gives the one there is if
 * they are of the same user. `null` for nobody, and on servers.
 */
export async function hydrateSession(): Promise<User | null> {
  if (!isBrowser()) return null
  const session = await pageSession()
  return session && toUser(session)
}

/** The session of this page, else the one of the cookies. Cookies of another user go before it. */
export async function pageSession(): Promise<StoredSession | null> {
  const session = browserClient().keeper.current()
  const cookie = readCookie(jwtCookie)
  const token = session?.token
  if (!cookie || cookie === token?.access_token) return session
  if (!token || !isSameUser(cookie, token.access_token)) return fromCookies()
  if (isLater(token.access_token, cookie)) writeCookies(token)
  return session
}

let underWay: Promise<StoredSession | null> | undefined

/** One at a time for this page, and one after another among its tabs. */
function fromCookies(): Promise<StoredSession | null> {
  const { keeper, url } = browserClient()
  const before = keeper.current()
  underWay ??= tabLock(`latchkey:${url}`, async () => {
    const tokens = cookieTokens()
    // While this tab waited, another may have done it.
    if (!tokens || keeper.current() !== before) return keeper.current()
    try {
      told('login', await beginSession(url, await usableTokens(url, tokens)))
    } catch (error) {
      const { status } = error as { readonly status?: number }
      if (isRefusal(error) || status === 404) writeCookies(before?.token)
      return before
    }
    return keeper.current()
  }).finally(() => {
    underWay = undefined
  })
  return underWay
}
