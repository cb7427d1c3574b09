import { type ClientStorage, webStorage } from '@latchkey/client'
import { readStored } from '@latchkey/client/parts'
import { cookieTokens } from './browser-cookies.ts'
import { isLater } from './compare-tokens.ts'

/**
 * `localStorage`, in gotrue-js's own form. Tokens that a server has renewed into the cookies take the
 * place of those they succeed, or the next renewal would present one that is used up.
 */
export function sessionStorage(): ClientStorage {
  const storage = webStorage()
  return {
    ...storage,
    read: () => {
      const text = storage.read()
      const session = readStored(text)
      const token = cookieTokens()
      if (
        !session ||
        !token?.refresh_token ||
        !isLater(token.access_token, session.token.access_token)
      ) {
        return text
      }
      const renewed = JSON.stringify({ ...session, token })
      storage.write(renewed)
      return renewed
    },
  }
}
