import type { Token } from '../../src/index.ts'

/** A token that clients can read; nobody checks its signature. */
export function jwt(claims: object): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
  return `${part({ alg: 'HS256' })}.${part(claims)}.c2lnbmF0dXJl`
}

/** When a token issued now for `seconds` ends, in seconds since 1970. */
export function endIn(seconds: number): number {
  return Math.floor(Date.now() / 1000) + seconds
}

let count = 0

/** What `/token` answers: JWT(n) of the specification, always with another refresh token. */
export function tokens(seconds = 3600, sub = 'ada'): Omit<Token, 'expires_at'> {
  count += 1
  return {
    access_token: jwt({ sub, exp: endIn(seconds), n: count }),
    token_type: 'bearer',
    expires_in: 3600,
    refresh_token: `refresh-${count}`,
  }
}

/** What `GET /user` answers. */
export function person(id = 'ada'): Record<string, unknown> {
  return {
    id,
    aud: '',
    role: '',
    email: `${id}@example.com`,
    confirmed_at: '2026-01-01T00:00:00Z',
    app_metadata: { provider: 'email' },
    user_metadata: {},
    created_at: '2026-01-01T00:00:00Z',
    updated_at: '2026-01-01T00:00:00Z',
  }
}

/** A session as it lies in storage. */
export function session(seconds = 3600, id = 'ada'): Record<string, unknown> {
  const token = { ...tokens(seconds, id), expires_at: endIn(seconds) * 1000 }
  return { token, url: '/.netlify/identity', audience: '', ...person(id) }
}
