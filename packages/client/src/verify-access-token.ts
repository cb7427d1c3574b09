import { type Claims, readBase64url, readClaims } from './claims.ts'
import { AuthError } from './errors.ts'

/** Finds the keys that a signature may have been made with; none when there is none of that name. */
export type FindKeys = (header: TokenHeader) => Promise<readonly VerifyingKey[]>

export interface TokenHeader {
  readonly alg: string
  readonly kid?: string
}

export interface VerifyingKey {
  readonly key: CryptoKey
  readonly algorithm: AlgorithmIdentifier | EcdsaParams
}

export interface VerifyOptions {
  /** The server's signing secret, or several while it is being changed; or where to find public keys. */
  readonly keys: string | readonly string[] | FindKeys
  /** `aud` must be this, or contain it. */
  readonly audience?: string
  /** `iss` must be this. */
  readonly issuer?: string
  /** Milliseconds since 1970. */
  readonly now?: number
}

/**
 * The claims of an access token that this server may believe, without asking the network (RFC 7519,
 * RFC 8725). Says nothing of a session that has ended since: an access token serves until `exp`.
 *
 * @throws AuthError `token_invalid` or `token_expired`
 */
export async function verifyAccessToken(token: string, options: VerifyOptions): Promise<Claims> {
  const { keys, audience, issuer, now = Date.now() } = options
  const [head = '', payload = '', signature = '', ...rest] = token.split('.')
  const header = headerOf(head)
  const bytes = bytesOf(signature)
  if (rest.length > 0 || !header || !bytes) throw untrusted()
  const find = typeof keys === 'function' ? keys : secretKeys([keys].flat())
  const data = new TextEncoder().encode(`${head}.${payload}`)
  if (!(await isSigned(find, header, bytes, data))) throw untrusted()
  const claims = readClaims(token)
  if (typeof claims?.exp !== 'number') throw untrusted()
  if (claims.exp * 1000 <= now) {
    throw new AuthError('The access token has expired.', { code: 'token_expired' })
  }
  const isEarly = typeof claims['nbf'] === 'number' && claims['nbf'] * 1000 > now
  const audiences = [claims['aud']].flat()
  const isForUs = audience === undefined || audiences.includes(audience)
  if (isEarly || !isForUs || (issuer !== undefined && claims['iss'] !== issuer)) throw untrusted()
  return claims
}

function untrusted(): AuthError {
  return new AuthError('The access token is not valid.', { code: 'token_invalid' })
}

/** The header of a JWS, unless it asks for what is not understood here (RFC 7515 §4.1.11). */
function headerOf(text: string): TokenHeader | null {
  const header = readClaims(`.${text}.`) as (TokenHeader & { crit?: unknown }) | null
  return typeof header?.alg === 'string' && header.crit === undefined ? header : null
}

function bytesOf(signature: string): Uint8Array<ArrayBuffer> | null {
  try {
    return readBase64url(signature)
  } catch {
    return null
  }
}

async function isSigned(
  find: FindKeys,
  header: TokenHeader,
  signature: Uint8Array<ArrayBuffer>,
  data: Uint8Array<ArrayBuffer>,
): Promise<boolean> {
  const candidates = await find(header)
  for (const { key, algorithm } of candidates) {
    if (await crypto.subtle.verify(algorithm, key, signature, data)) return true
  }
  return false
}

const hmac = { name: 'HMAC', hash: 'SHA-256' }

/** HS256 with any of these secrets. The header chooses nothing: other algorithms have no key here. */
function secretKeys(secrets: readonly string[]): FindKeys {
  return async ({ alg }) => {
    if (alg !== 'HS256') return []
    return Promise.all(
      secrets.map(async (secret) => {
        const raw = new TextEncoder().encode(secret)
        const key = await crypto.subtle.importKey('raw', raw, hmac, false, ['verify'])
        return { key, algorithm: hmac }
      }),
    )
  }
}
