import type { Tokens } from '@latchkey/client'
import { readClaims } from '@latchkey/client/parts'
import { jwtCookie, refreshCookie } from './cookie-names.ts'

/** A cookie that scripts may see; `''` for none. */
export function readCookie(name: string): string {
  try {
    const found = document.cookie.split('; ').find((pair) => pair.startsWith(`${name}=`))
    return decodeURIComponent(found?.slice(name.length + 1) ?? '')
  } catch {
    return '' // blocked in this frame, or not of our writing
  }
}

/** Has the cookies say what the session says; without one they go. */
export function writeCookies(tokens?: Tokens): void {
  write(jwtCookie, tokens?.access_token)
  write(refreshCookie, tokens?.refresh_token)
}

function write(name: string, value = ''): void {
  const end = value ? '' : '; max-age=0'
  try {
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not everywhere yet
    document.cookie = `${name}=${encodeURIComponent(value)}; path=/; secure; samesite=lax${end}`
  } catch {} // blocked in this frame: the session stays in storage
}

/** The tokens that a server left in the cookies; `null` for none. Nothing of them is verified. */
export function cookieTokens(): Tokens | null {
  const access_token = readCookie(jwtCookie)
  if (!access_token) return null
  const now = Date.now() / 1000
  const { exp = now + 3600 } = readClaims(access_token) ?? {}
  return {
    access_token,
    token_type: 'bearer',
    expires_in: Math.max(0, Math.floor(exp - now)),
    refresh_token: readCookie(refreshCookie),
    expires_at: exp * 1000,
  }
}
