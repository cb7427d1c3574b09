import { emit } from './auth-events.ts'
import { browserClient, quietly } from './browser-client.ts'
import { cookieTokens, writeCookies } from './browser-cookies.ts'
import { jwtCookie } from './cookie-names.ts'
import { needPlace } from './login.ts'
import { post } from './request.ts'
import { isBrowser, needCookieJar } from './runtime.ts'
import { usableTokens } from './usable-tokens.ts'
import { forgetVisitor, visitorCookie } from './visitor.ts'

/**
 * Signs out here at once, in every tab, and asks the API to end the session. Without its answer the
 * person is signed out all the same.
 *
 * @throws AuthError on a server that cannot set cookies
 */
export async function logout(): Promise<void> {
  const url = needPlace()
  if (isBrowser()) return logoutOfPage(url)
  const jar = needCookieJar()
  const bearer = visitorCookie(jwtCookie)
  if (bearer) await end(url, bearer)
  forgetVisitor(jar)
}

async function logoutOfPage(url: string): Promise<void> {
  const { keeper } = browserClient()
  const tokens = keeper.current()?.token ?? cookieTokens()
  quietly(() => keeper.drop())
  writeCookies()
  if (tokens) {
    const { access_token } = await usableTokens(url, tokens).catch(() => tokens)
    await end(url, access_token)
  }
  emit('logout', null)
}

/** What cannot be ended now ends when its time is up. */
async function end(url: string, bearer: string): Promise<void> {
  await post(url, '/logout', { bearer }).catch(() => {})
}
