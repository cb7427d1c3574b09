import { createHmac } from 'node:crypto'
import type { HandClock } from './hand-clock.ts'

export const secret = 'q3Vw9Zt1xLr8Kc5Yd2Hn7Bf4Mg6Pj0Ts'

/** A server’s answers, as far as requests with cookies need them, and what it was asked. */
export interface SmallApi {
  readonly fetch: typeof fetch
  /** `GET /user as ada`, `POST /token`, … */
  readonly asked: string[]
  /** Cookies of somebody who has just signed in. */
  cookiesOf(name: string): Record<string, string>
  /** Ends the session of a refresh token. */
  end(refreshToken: string): void
  isAway: boolean
}

export function signed(claims: object, key: string = secret): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
  const data = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}`
  return `${data}.${createHmac('sha256', key).update(data).digest('base64url')}`
}

/** Users are whoever is named; a refresh token is `<name>:<number>`, and each is exchanged once. */
export function smallApi(clock: HandClock): SmallApi {
  const ended = new Set<string>()
  const asked: string[] = []
  const claimsOf = (name: string): object => {
    const iat = Math.floor(clock.now() / 1000)
    return { sub: name, email: `${name}@example.test`, iat, exp: iat + 3600 }
  }
  const tokensOf = (name: string, count: number): object => ({
    access_token: signed({ ...claimsOf(name), count }),
    refresh_token: `${name}:${count}`,
    token_type: 'bearer',
    expires_in: 3600,
  })
  const api: SmallApi = {
    asked,
    isAway: false,
    end: (refreshToken) => ended.add(refreshToken),
    cookiesOf: (name) => ({
      latchkey_access: signed(claimsOf(name)),
      latchkey_refresh: `${name}:0`,
    }),
    fetch: async (input, init) => {
      await new Promise((done) => setImmediate(done))
      if (api.isAway) throw new TypeError('fetch failed')
      const path = new URL(String(input)).pathname
      if (path === '/token') {
        const form = init?.body as URLSearchParams
        const isRefresh = form.get('grant_type') === 'refresh_token'
        asked.push(`POST /token ${isRefresh ? form.get('refresh_token') : form.get('username')}`)
        const held = isRefresh ? String(form.get('refresh_token')) : `${form.get('username')}:0`
        if (ended.has(held)) return Response.json({ error: 'invalid_grant' }, { status: 400 })
        const [name = '', count] = held.split(':')
        return Response.json(tokensOf(name, Number(count) + 1))
      }
      const bearer = new Headers(init?.headers).get('authorization')?.slice(7) ?? ''
      const [head, payload = ''] = bearer.split('.')
      const claims = JSON.parse(Buffer.from(payload, 'base64url').toString() || '{}')
      const isTrue = bearer === signed(claims) && head && claims.exp * 1000 > clock.now()
      asked.push(`${init?.method ?? 'GET'} ${path} as ${isTrue ? claims.sub : 'nobody'}`)
      if (!isTrue) return Response.json({ code: 401, msg: 'Invalid token' }, { status: 401 })
      if (path === '/logout') return new Response(null, { status: 204 })
      const { sub: id, email } = claims
      return Response.json({ id, email, confirmed_at: '2026-01-01T00:00:00Z' })
    },
  }
  return api
}
