import type { Call } from './dialect.ts'

type SetCookie = Readonly<Record<'set-cookie', string>> | Readonly<Record<string, never>>

const tooLong = 4096
const tenHours = 36_000_000

/**
 * The cookie that carries an access token to gateways, for clients that sent `X-Use-Cookie`; with
 * `session` it ends with the browser (server spec 0.7, Q-081). Nothing where none is wanted.
 */
export function tokenCookie({ exchange, dialect }: Call, accessToken: string): SetCookie {
  const wish = exchange.request.headers.get('x-use-cookie') ?? ''
  const { cookie, clock, quirks } = dialect
  if (wish === '' || cookie.lifetime === null) return {}
  if (quirks.cookieSameSite && cookie.name.length + accessToken.length > tooLong) return {}
  const ends = clock.now() + cookie.lifetime * 1000
  const expiry = wish === 'session' ? '' : `; Expires=${httpDate(ends)}; Max-Age=${cookie.lifetime}`
  return { 'set-cookie': `${cookie.name}=${accessToken}; Path=/${expiry}${fence({ dialect })}` }
}

/** Takes the cookie back. */
export function clearedCookie({ dialect }: Pick<Call, 'dialect'>): SetCookie {
  const expired = httpDate(dialect.clock.now() - tenHours)
  const head = `${dialect.cookie.name}=; Path=/; Expires=${expired}; Max-Age=0`
  return { 'set-cookie': `${head}${fence({ dialect })}` }
}

function fence({ dialect: { cookie, quirks } }: Pick<Call, 'dialect'>): string {
  return `; HttpOnly${cookie.isSecure ? '; Secure' : ''}${quirks.cookieSameSite ? '; SameSite=Lax' : ''}`
}

/** An HTTP date (RFC 9110 §5.6.7). */
function httpDate(milliseconds: number): string {
  return new Date(milliseconds).toUTCString()
}
