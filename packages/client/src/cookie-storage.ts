import { readClaims } from './claims.ts'
import {
  type CookieAttributes,
  type CookieJar,
  readCookies,
  writeCookie,
  writeRemoval,
} from './cookie-jar.ts'
import type { ClientStorage } from './storage.ts'
import { readStored, type StoredSession } from './stored-session.ts'
import { browserTabs } from './tabs.ts'

export interface CookieOptions {
  /** Default: `latchkey_access`. `nf_jwt` is what Netlify’s role redirects read. */
  readonly accessName?: string
  /** Default: `latchkey_refresh`. */
  readonly refreshName?: string
  /** Default: this host alone. */
  readonly domain?: string
  /** Default: `lax`. */
  readonly sameSite?: CookieAttributes['sameSite']
  /** Seconds that a browser keeps the session; `null`: until it is closed. Default: 30 days. */
  readonly lifetime?: number | null
  /** Off only for `http://localhost`. Default: on. */
  readonly isSecure?: boolean
  /** Whether scripts are kept from reading the tokens. Default: yes. */
  readonly isHttpOnly?: boolean
}

/** Bytes of a value in one cookie: browsers promise 4,096 with the name (RFC 6265bis §5.7). */
const most = 3_800

/**
 * A session in two cookies. A long access token lies in several: `latchkey_access`, then
 * `latchkey_access.1`, and so on.
 *
 * Who it is for is read from the claims of the access token, and **not verified**: whoever sends a
 * request can write any cookie. Servers ask `ServerClient.user`, which verifies.
 */
export function cookieStorage(jar: CookieJar, options: CookieOptions = {}): ClientStorage {
  const {
    accessName = 'latchkey_access',
    refreshName = 'latchkey_refresh',
    lifetime = 30 * 24 * 3600,
    domain,
  } = options
  const attributes: CookieAttributes = {
    path: '/',
    secure: options.isSecure ?? true,
    httpOnly: options.isHttpOnly ?? true,
    sameSite: options.sameSite ?? 'lax',
    ...(domain && { domain }),
    ...(lifetime !== null && { maxAge: lifetime }),
  }
  let written: StoredSession | null = null

  const write = (text: string): void => {
    written = readStored(text)
    if (!written) return
    const { access_token, refresh_token } = written.token
    writePieces(jar, accessName, access_token, attributes)
    put(jar, refreshName, refresh_token, attributes)
  }
  return {
    read: () => {
      const access = readPieces(jar, accessName)
      const refresh = jar.get(refreshName)
      const session = access && refresh ? sessionOf(access, refresh) : null
      // What the server said of the user is more than the token says; it is kept while it is about it.
      const { token, ...profile } = written ?? { token: null }
      const isSame = session && token?.access_token === access && written?.id === session.id
      return session && JSON.stringify(isSame ? { ...session, ...profile } : session)
    },
    write,
    remove: () => {
      written = null
      writePieces(jar, accessName, '', attributes)
      if (jar.get(refreshName) !== undefined) jar.remove(refreshName, attributes)
    },
  }
}

/** The session that two tokens make up; `null` if the first is none that can be read. */
function sessionOf(access_token: string, refresh_token: string): StoredSession | null {
  const claims = readClaims(access_token)
  if (typeof claims?.sub !== 'string' || typeof claims.exp !== 'number') return null
  const { sub, exp, iat = exp - 3600, email, role, app_metadata, user_metadata } = claims
  return {
    id: sub,
    ...(typeof email === 'string' && { email }),
    ...(typeof role === 'string' && { role }),
    app_metadata: app_metadata ?? {},
    user_metadata: user_metadata ?? {},
    url: 'cookies:',
    audience: '',
    token: {
      access_token,
      token_type: 'bearer',
      expires_in: exp - iat,
      refresh_token,
      expires_at: exp * 1000,
    },
  }
}

function pieceName(name: string, index: number): string {
  return index === 0 ? name : `${name}.${index}`
}

function readPieces(jar: CookieJar, name: string): string {
  let value = ''
  for (let index = 0; ; index += 1) {
    const piece = jar.get(pieceName(name, index))
    if (!piece) return value
    value += piece
  }
}

/** Sets a cookie that is not so already: an answer that changes nothing carries no tokens. */
function put(jar: CookieJar, name: string, value: string, attributes: CookieAttributes): void {
  if (jar.get(name) !== value) jar.set(name, value, attributes)
}

/** Sets as many cookies as a value needs, and removes those that an earlier one needed. */
function writePieces(
  jar: CookieJar,
  name: string,
  value: string,
  attributes: CookieAttributes,
): void {
  let index = 0
  for (; index * most < value.length; index += 1) {
    const piece = value.slice(index * most, (index + 1) * most)
    put(jar, pieceName(name, index), piece, attributes)
  }
  for (; jar.get(pieceName(name, index)) !== undefined; index += 1) {
    jar.remove(pieceName(name, index), attributes)
  }
}

/**
 * A browser's session in cookies that a server reads too. Scripts can read them, as they can read
 * `localStorage`; what must not be so belongs into cookies that the server alone writes. Other tabs
 * are told of changes.
 */
export function documentCookieStorage(
  options: Omit<CookieOptions, 'isHttpOnly' | 'isSecure'> = {},
): ClientStorage {
  const tabs = browserTabs(`latchkey:${options.accessName ?? 'cookies'}`)
  const isSecure = location.protocol === 'https:'
  const storage = cookieStorage(documentJar, { ...options, isSecure, isHttpOnly: false })
  return {
    read: storage.read,
    write: (text) => {
      storage.write(text)
      tabs.announce()
    },
    remove: () => {
      storage.remove()
      tabs.announce()
    },
    watch: tabs.listen,
  }
}

const documentJar: CookieJar = {
  get: (name) => readCookies(document.cookie).get(name),
  set: (name, value, attributes) => {
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is asynchronous and not everywhere.
    document.cookie = writeCookie(name, value, attributes)
  },
  remove: (name, attributes) => {
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is asynchronous and not everywhere.
    document.cookie = writeRemoval(name, attributes)
  },
}
