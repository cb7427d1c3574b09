import type { Tokens } from '@latchkey/client'
import type { Issued } from './begin-session.ts'
import { post } from './request.ts'

/** These tokens, or their successors if they are in their last minute. */
export async function usableTokens(url: string, tokens: Tokens): Promise<Issued> {
  const { expires_at, refresh_token } = tokens
  const isUsable = expires_at - Date.now() > 60_000 || !refresh_token
  return isUsable ? tokens : exchange(url, refresh_token)
}

/** The successors of a refresh token (RFC 6749 §6). */
export function exchange(url: string, refresh_token: string): Promise<Issued> {
  const form = { grant_type: 'refresh_token', refresh_token }
  return post(url, '/token', { form }, 'Token refresh failed')
}
