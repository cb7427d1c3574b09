import { AuthError } from './errors.ts'

export interface VerifyRequestOriginOptions {
  /** Full origins. Takes the place of the request's own, which must be named too if it is meant. */
  allowedOrigins?: string[]
  /**
   * Take the request's own origin from `X-Forwarded-Proto` and `X-Forwarded-Host`, for a server whose
   * proxy always sets them. Default: false. Not in @netlify/identity.
   */
  trustProxy?: boolean
}

/**
 * Refuses a request that a page of another origin may have made a visitor's browser send (CSRF). To be
 * called first by an endpoint that signs in or out. Where no origins are named, a browser's own word
 * that the request is `same-origin` counts too (Fetch Metadata), whatever a proxy made of the address.
 *
 * @throws AuthError with status 403
 */
export function verifyRequestOrigin(
  request: Request,
  options: VerifyRequestOriginOptions = {},
): void {
  const { headers } = request
  const origin = headers.get('origin')
  if (!origin) throw refused('missing Origin header.')
  const { allowedOrigins } = options
  const allowed = allowedOrigins ?? [ownOrigin(request, options)]
  if (allowed.includes(origin)) return
  if (!allowedOrigins && headers.get('sec-fetch-site') === 'same-origin') return
  throw refused(`Origin ${origin} did not match an allowed origin.`)
}

function ownOrigin({ url, headers }: Request, { trustProxy }: VerifyRequestOriginOptions): string {
  const { origin, protocol, host } = new URL(url)
  if (!trustProxy) return origin
  const first = (name: string): string | undefined => headers.get(name)?.split(',')[0]?.trim()
  const scheme = first('x-forwarded-proto') ?? protocol.slice(0, -1)
  return new URL(`${scheme}://${first('x-forwarded-host') ?? host}`).origin
}

function refused(why: string): AuthError {
  const message = `Cross-origin request refused: ${why}`
  return new AuthError(message, 403, { code: 'origin_refused' })
}
