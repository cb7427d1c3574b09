import type { WireUser } from '@latchkey/client'
import { readClaims } from '@latchkey/client/parts'
import { readUser } from './begin-session.ts'
import { browserClient } from './browser-client.ts'
import { readCookie, writeCookies } from './browser-cookies.ts'
import { getIdentityConfig, settled } from './config.ts'
import { jwtCookie } from './cookie-names.ts'
import { pageSession } from './hydrate.ts'
import { leaveStaticRendering } from './next.ts'
import { identityContext, isBrowser } from './runtime.ts'
import { toUser, type User } from './user.ts'
import { visitorCookie } from './visitor.ts'

/**
 * Who is signed in; `null` for nobody. Does not throw, but for what Next.js itself throws to mark a
 * page as dynamic.
 */
export async function getUser(): Promise<User | null> {
  const found = isBrowser() ? await userOfPage() : await userOfRequest()
  return found && toUser(found)
}

/** Whether somebody is signed in. Does not throw, as `getUser`. */
export async function isAuthenticated(): Promise<boolean> {
  return (await getUser()) !== null
}

/**
 * A session without its cookie has been ended by a server, which takes cookies away. Where cookies do
 * not show at all (blocked, HttpOnly, no secure context), their absence says nothing.
 */
async function userOfPage(): Promise<WireUser | null> {
  const { keeper } = browserClient()
  const session = keeper.current()
  const cookie = readCookie(jwtCookie)
  if (cookie) return session || readClaims(cookie) ? pageSession() : null
  if (session) {
    writeCookies(session.token)
    if (readCookie(jwtCookie)) keeper.drop()
  }
  return keeper.current()
}

/** The visitor of the request at hand: as the server has them, else as the runtime has verified them. */
async function userOfRequest(): Promise<WireUser | null> {
  leaveStaticRendering()
  await settled.beforeGetUser?.().catch(() => {}) // the token that is there may serve still
  const { user } = identityContext()
  const bearer = visitorCookie(jwtCookie) || tokenOfContext()
  const config = getIdentityConfig()
  const found = config && (await readUser(config.url, bearer).catch(() => null))
  if (found || !user) return found
  const { sub, email, app_metadata, user_metadata } = user
  return { sub, email, app_metadata, user_metadata } as WireUser
}

/**
 * Some runtimes put the visitor's own token into the context. Netlify's puts the operator's there,
 * which is nobody's who visits: it is passed over where the runtime has told the visitor from it.
 */
function tokenOfContext(): string {
  const { user, token = '' } = identityContext()
  return !user || (user.sub && readClaims(token)?.sub === user.sub) ? token : ''
}
