import type { Received, Send } from '@latchkey/client'
import { send } from '@latchkey/client/parts'
import { settled } from './config.ts'
import { toAuthError } from './errors.ts'
import { isBrowser } from './runtime.ts'

/** Errors of OAuth (RFC 6749 §5.2), which gotrue-js says before the server's sentence. */
const oauthCode = /^(invalid|unauthorized|unsupported)_/

/**
 * Sends one request below `url`. `words` are said where the server refuses without any.
 *
 * @throws AuthError
 */
export async function request<Body>(
  url: string,
  path: string,
  options?: Send,
  words?: string,
): Promise<Received<Body>> {
  const isPage = isBrowser()
  const timeout = isPage ? 8_000 : 5_000
  try {
    return await send({ timeout, fetch: settled.fetch }, url + path, options)
  } catch (cause) {
    const error = toAuthError(cause, words)
    const { code = '' } = error
    if (code === 'timed_out') {
      error.message = `Identity request to ${new URL(url + path).pathname} timed out after ${timeout}ms`
    } else if (isPage && path === '/token' && oauthCode.test(code)) {
      error.message = `${code}: ${error.message}`
    }
    throw error
  }
}

/** Posts to the server, and gives the body of its answer. */
export async function post<Body>(
  url: string,
  path: string,
  options: Send,
  words?: string,
): Promise<Body> {
  return (await request<Body>(url, path, { ...options, method: 'POST' }, words)).body
}
