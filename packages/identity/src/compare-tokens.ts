import { readClaims } from '@latchkey/client/parts'

/** Whether two access tokens may be of one user, as far as they say. */
export function isSameUser(token: string, other: string): boolean {
  const [one, two] = [readClaims(token)?.sub, readClaims(other)?.sub]
  return !one || !two || one === two
}

/** Whether a token is of the same user as another, and ends after it. */
export function isLater(token: string, than: string): boolean {
  const [one, other] = [readClaims(token), readClaims(than)]
  return one?.sub === other?.sub && (one?.exp ?? 0) > (other?.exp ?? Number.POSITIVE_INFINITY)
}
