import type { StoredSession, Tokens } from '@latchkey/client'

/** A token that clients can read; nobody checks its signature. */
export function jwt(claims: object): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
  return `${part({ alg: 'HS256' })}.${part(claims)}.c2lnbmF0dXJl`
}

let count = 0

/** Tokens of a user that end `seconds` after `now`. */
export function tokens(now: number, seconds = 3600, sub = 'ada', claims: object = {}): Tokens {
  count += 1
  return {
    access_token: jwt({ sub, exp: Math.floor(now / 1000) + seconds, n: count, ...claims }),
    token_type: 'bearer',
    expires_in: seconds,
    refresh_token: `refresh-${count}`,
    expires_at: now + seconds * 1000,
  }
}

export function sessionOf(token: Tokens, id = 'ada'): StoredSession {
  return { id, email: `${id}@example.test`, token, url: '/.netlify/identity', audience: '' }
}
