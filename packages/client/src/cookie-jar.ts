/** What a cookie is set with (RFC 6265bis §4.1). */
export interface CookieAttributes {
  readonly path: string
  readonly secure: boolean
  readonly httpOnly: boolean
  readonly sameSite: 'lax' | 'strict' | 'none'
  readonly domain?: string
  /** Seconds; left out for a cookie that ends with the browser. */
  readonly maxAge?: number
}

/** The cookies of one visitor: of one request and its answer, or of one browser. */
export interface CookieJar {
  /** The value, decoded; what has been set or removed here counts already. */
  get(name: string): string | undefined
  set(name: string, value: string, attributes: CookieAttributes): void
  remove(name: string, attributes: CookieAttributes): void
}

/** A line of `Set-Cookie`. The value is percent-encoded, as all frameworks here read it. */
export function writeCookie(name: string, value: string, attributes: CookieAttributes): string {
  const { path, secure, httpOnly, sameSite, domain, maxAge } = attributes
  return [
    `${name}=${encodeURIComponent(value)}`,
    `Path=${path}`,
    domain && `Domain=${domain}`,
    maxAge !== undefined && `Max-Age=${maxAge}`,
    httpOnly && 'HttpOnly',
    secure && 'Secure',
    `SameSite=${sameSite[0]?.toUpperCase()}${sameSite.slice(1)}`,
  ]
    .filter((part) => part)
    .join('; ')
}

/** A line of `Set-Cookie` that takes a cookie away. */
export function writeRemoval(name: string, attributes: CookieAttributes): string {
  return writeCookie(name, '', { ...attributes, maxAge: 0 })
}

/** The cookies of a `Cookie` header, or of `document.cookie`; of a name that comes twice, the first. */
export function readCookies(header: string): ReadonlyMap<string, string> {
  const cookies = new Map<string, string>()
  for (const pair of header.split(';')) {
    const at = pair.indexOf('=')
    const name = pair.slice(0, at).trim()
    if (at < 0 || cookies.has(name)) continue
    cookies.set(name, decoded(pair.slice(at + 1).trim()))
  }
  return cookies
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return value // written by somebody who does not encode
  }
}
