import type { Api } from './api.ts'

/** A token that clients can read; nobody checks its signature. */
export function jwt(seconds: number, claims: object = {}): string {
  count += 1
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
  const exp = Math.floor(Date.now() / 1000) + seconds
  return `${part({ alg: 'HS256' })}.${part({ sub: jane.id, exp, n: count, ...claims })}.c2lnbmF0dXJl`
}

let count = 0

/** Answer of a token endpoint. */
export interface Issued {
  readonly access_token: string
  readonly token_type: 'bearer'
  readonly expires_in: number
  readonly refresh_token: string
}

export function tokens(seconds = 3600, claims: object = {}): Issued {
  const access_token = jwt(seconds, claims)
  return {
    access_token,
    token_type: 'bearer',
    expires_in: seconds,
    refresh_token: `refresh-${count}`,
  }
}

/** A user as the API writes one. */
export interface Person {
  readonly id: string
  readonly email: string
  readonly confirmed_at: string
  readonly user_metadata: Readonly<Record<string, unknown>>
  readonly [member: string]: unknown
}

export const jane: Person = {
  id: '5a0c2f6e-7f0f-4a55-9e0c-3d1b8a1f0c11',
  aud: '',
  role: '',
  email: 'jane@example.com',
  confirmed_at: '2026-01-01T00:00:00Z',
  app_metadata: { provider: 'email' },
  user_metadata: { full_name: 'Jane Doe' },
  created_at: '2026-01-01T00:00:00Z',
  updated_at: '2026-01-02T00:00:00Z',
}

export const joe: Person = person('6b1d306f-8010-4b66-8f1d-4e2c9b201d22', 'joe@example.com')

/** Somebody like Jane. */
export function person(id: string, email: string): Person {
  return { ...jane, id, email, user_metadata: { full_name: email } }
}

/** Has the API sign Jane in by any way there is. */
export function welcome(api: Api, seconds = 3600): void {
  api.on('POST /token', () => ({ json: tokens(seconds) }))
  api.on('POST /verify', () => ({ json: tokens(seconds) }))
  api.on('GET /user', { json: jane })
  api.on('PUT /user', ({ fields }) => {
    const data = fields['data'] as object | undefined
    return { json: { ...jane, user_metadata: { ...jane.user_metadata, ...data } } }
  })
  api.on('POST /logout', { status: 204 })
}

/** What storage holds of Jane's session, in the form of gotrue-js. */
export function storedSession(api: Api, token: Issued = tokens(), user: object = jane): string {
  const { exp } = JSON.parse(atob(token.access_token.split('.')[1] ?? '')) as { exp: number }
  return JSON.stringify({
    ...user,
    url: api.url,
    audience: '',
    token: { ...token, expires_at: exp * 1000 },
  })
}
