import { type CookieJar, readCookies, writeCookie, writeRemoval } from '../cookie-jar.ts'

/** Cookies of a `Cookie` header; each that is set or removed becomes a line of `Set-Cookie`. */
export function lineJar(header: string, put: (line: string) => void): CookieJar {
  const sent = readCookies(header)
  const changed = new Map<string, string | undefined>()
  return {
    get: (name) => (changed.has(name) ? changed.get(name) : sent.get(name)),
    set: (name, value, attributes) => {
      changed.set(name, value)
      put(writeCookie(name, value, attributes))
    },
    remove: (name, attributes) => {
      changed.set(name, undefined)
      put(writeRemoval(name, attributes))
    },
  }
}

/** `lines` with one more, which takes the place of an earlier one for the same cookie. */
export function withLine(lines: readonly string[], line: string): string[] {
  const start = line.slice(0, line.indexOf('=') + 1)
  return [...lines.filter((other) => !other.startsWith(start)), line]
}

/** Puts a line into the headers of an answer, which is then no cache’s to keep. */
export function putLine(headers: Headers, line: string): void {
  const lines = withLine(headers.getSetCookie(), line)
  headers.delete('set-cookie')
  for (const each of lines) headers.append('set-cookie', each)
  if (!headers.has('cache-control')) headers.set('cache-control', 'private, no-store')
}

/** An answer with the cookies that were written while it was made. Its own headers may be immutable. */
export function withCookies(answer: Response, written: Headers): Response {
  const lines = written.getSetCookie()
  if (lines.length === 0) return answer
  const headers = new Headers(answer.headers)
  for (const line of lines) putLine(headers, line)
  const { status, statusText } = answer
  return new Response(answer.body, { status, statusText, headers })
}

/** A `Cookie` header as the browser would send it after these lines of `Set-Cookie`. */
export function cookiesAfter(header: string, lines: readonly string[]): string {
  const nameOf = (pair: string): string => pair.slice(0, pair.indexOf('=')).trim()
  const pairs = lines.map((line) => line.split(';', 1).join())
  const names = new Set(pairs.map(nameOf))
  const kept = header.split(';').filter((pair) => pair.trim() && !names.has(nameOf(pair)))
  const set = pairs.filter((pair) => !pair.endsWith('='))
  return [...kept.map((pair) => pair.trim()), ...set].join('; ')
}
