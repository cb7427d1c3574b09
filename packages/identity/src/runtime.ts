import type { Claims } from '@latchkey/client'
import { AuthError } from './errors.ts'

/** What a hosting runtime tells a function of the request at hand (client spec 1.7). */
interface IdentityContext {
  readonly url?: string
  /** The operator's. */
  readonly token?: string
  /** Claims of the visitor, verified by the runtime. */
  readonly user?: Claims
}

/** The cookies of the request at hand, and of its answer. */
export interface CookieJar {
  get(name: string): string | null | undefined
  set(cookie: {
    readonly name: string
    readonly value: string
    readonly httpOnly: boolean
    readonly secure: boolean
    readonly path: string
    readonly sameSite: 'Lax'
  }): void
  delete(name: string): void
}

interface RequestContext {
  readonly url?: string
  readonly requestId?: string
  readonly cookies?: CookieJar
}

interface RuntimeGlobals {
  readonly netlifyIdentityContext?: IdentityContext
  readonly Netlify?: { readonly context?: RequestContext | null }
  readonly window?: { readonly location?: { readonly origin: string } }
  readonly process?: { readonly env?: Readonly<Record<string, string | undefined>> }
}

/** Read anew at each call: a runtime answers for the request at hand. */
const globals = globalThis as RuntimeGlobals

/** Settled in the build for pages, which therefore has no server's branches: see `tools/in-pages.ts`. */
export function isBrowser(): boolean {
  return globals.window?.location !== undefined
}

/** @throws AuthError where a server was given the build for pages */
export function pageOrigin(): string {
  const { location } = globals.window ?? {}
  if (location) return location.origin
  throw new AuthError(
    'This is the build of @latchkey/identity for pages. For a server, bundle without the condition "browser".',
  )
}

export function identityContext(): IdentityContext {
  return globals.netlifyIdentityContext ?? {}
}

export function requestContext(): RequestContext {
  return globals.Netlify?.context ?? {}
}

/** The site's own origin, by the request at hand, else by the environment; `''` if neither says it. */
export function siteOrigin(): string {
  const url = requestContext().url ?? globals.process?.env?.['URL'] ?? ''
  return URL.canParse(url) ? new URL(url).origin : ''
}

/** @throws AuthError where a server cannot set cookies */
export function needCookieJar(): CookieJar {
  const { cookies } = requestContext()
  if (!cookies) throw new AuthError('Server-side auth requires Netlify Functions runtime')
  return cookies
}
