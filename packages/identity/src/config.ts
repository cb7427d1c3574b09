import { AuthError, MissingIdentityError } from './errors.ts'
import { identityContext, isBrowser, pageOrigin, siteOrigin } from './runtime.ts'

/** Where the identity server is. */
export interface IdentityConfig {
  url: string
  /** The operator's token. Only on servers. */
  token?: string
}

/** Not in @netlify/identity. Set once, as a site starts; on a server it counts for every request. */
export interface ConfigureOptions {
  /** Where the server answers: an address, or a path of the site. Default: `/.netlify/identity`. */
  readonly url?: string
  /**
   * Refuse `#access_token=…` in an address unless `oauthLogin` of this browser asked for it, so that
   * nobody can sign a visitor in as somebody else with a link. Default: false, because an identity
   * provider may begin sign-ins itself.
   */
  readonly onlyOwnSignIns?: boolean
  /**
   * What `getUser` waits for on a server before it looks at the visitor's cookies. `refreshSession` is
   * meant: with it people stay signed in without a call in every handler. Default: nothing.
   */
  readonly beforeGetUser?: () => Promise<unknown>
  /** Sends requests in the place of `fetch`, for instance to log them. */
  readonly fetch?: typeof fetch
}

export const settled: { -readonly [Name in keyof ConfigureOptions]: ConfigureOptions[Name] } = {}

/** Sets what is given and leaves the rest. Not in @netlify/identity. */
export function configure(options: ConfigureOptions): void {
  Object.assign(settled, options)
}

/** Where the identity server is; `null` where that cannot be found out. Never throws. */
export function getIdentityConfig(): IdentityConfig | null {
  const { url: chosen } = settled
  if (isBrowser()) return { url: at(pageOrigin(), chosen) }
  const { url, token } = identityContext()
  const site = siteOrigin()
  const found = (!chosen && url) || ((site || chosen?.includes(':')) && at(site, chosen))
  if (!found) return null
  return url || chosen ? ({ url: found, token } as IdentityConfig) : { url: found }
}

function at(site = '', url = '/.netlify/identity'): string {
  return url.startsWith('/') ? site + url : url
}

let hasWarned = false

/** @throws MissingIdentityError */
export function needUrl(): string {
  const config = getIdentityConfig()
  if (config) return config.url
  if (!hasWarned) {
    hasWarned = true
    // biome-ignore lint/suspicious/noConsole: the one word to a developer whose site is not set up
    console.warn('Identity is not available: no address of an identity server could be found.')
  }
  throw new MissingIdentityError()
}

/** @throws AuthError on a server that does not say where the API is */
export function needConfig(): IdentityConfig {
  const config = getIdentityConfig()
  if (config) return config
  throw new AuthError('Could not determine the Identity endpoint URL on the server')
}
