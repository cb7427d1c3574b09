import { jwtCookie, refreshCookie } from './cookie-names.ts'
import { type CookieJar, requestContext } from './runtime.ts'

/**
 * What a request has put into its jar: many runtimes read from the request and write to the answer.
 * Asked only for the same jar and the same request, so that a jar which serves several requests never
 * carries one visitor's session into another's.
 */
const answered = new WeakMap<CookieJar, Readonly<Record<string, string | undefined>>>()

/** A cookie of the visitor whose request is at hand; `''` for none. */
export function visitorCookie(name: string): string {
  const { cookies } = requestContext()
  return (cookies && (answeredIn(cookies)[name] ?? cookies.get(name))) || ''
}

/** Gives the visitor what there is of these tokens. */
export function keepVisitor(
  jar: CookieJar,
  tokens: { readonly access_token: string; readonly refresh_token?: string },
): void {
  give(jar, jwtCookie, tokens.access_token)
  give(jar, refreshCookie, tokens.refresh_token)
}

function give(jar: CookieJar, name: string, value?: string): void {
  if (!value) return
  jar.set({ name, value, httpOnly: false, secure: true, path: '/', sameSite: 'Lax' })
  note(jar, name, value)
}

/** Takes the visitor's tokens away. */
export function forgetVisitor(jar: CookieJar): void {
  for (const name of [jwtCookie, refreshCookie]) {
    jar.delete(name)
    note(jar, name, '')
  }
}

function note(jar: CookieJar, name: string, value: string): void {
  const { requestId } = requestContext()
  if (requestId) answered.set(jar, { ...answeredIn(jar), requestId, [name]: value })
}

function answeredIn(jar: CookieJar): Readonly<Record<string, string | undefined>> {
  const kept = answered.get(jar) ?? {}
  return kept['requestId'] === requestContext().requestId ? kept : {}
}
