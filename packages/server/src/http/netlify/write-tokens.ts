import type { IssuedTokens } from '../../domain/claims.ts'
import { json } from '../error-body.ts'
import { type Answer, answer } from '../exchange.ts'
import { tokenCookie } from './cookies.ts'
import type { Call } from './dialect.ts'

/** Tokens of a session (server spec 3.1, RFC 6749 §5.1), and the cookie for those who want one. */
export function writeTokens(tokens: IssuedTokens, call: Call): Answer {
  const body = JSON.stringify({
    access_token: tokens.accessToken,
    token_type: 'bearer',
    expires_in: tokens.expiresIn,
    refresh_token: tokens.refreshToken,
  })
  return answer(200, { ...json, ...tokenCookie(call, tokens.accessToken) }, body)
}
