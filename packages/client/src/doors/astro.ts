import type { CookieAttributes, CookieJar } from '../cookie-jar.ts'
import type { ServerClient } from '../server-client.ts'
import type { User } from '../user.ts'
import { createAuth as createCore, isRefused } from './auth.ts'
import type { AuthOptions } from './auth-options.ts'
import { requestVisit } from './request-visit.ts'
import { type Answer, toResponse } from './visit.ts'

/** As much of Astro’s `AstroCookies` as is needed. */
export interface AstroCookies {
  get(name: string): { readonly value: string } | undefined
  set(name: string, value: string, options: CookieAttributes): void
  delete(name: string, options: Omit<CookieAttributes, 'maxAge'>): void
}

/** As much of Astro’s `APIContext` as is needed; the global `Astro` of a page has it too. */
export interface AstroContext {
  readonly request: Request
  readonly cookies: AstroCookies
}

export interface AstroAuth {
  /**
   * Middleware that renews a session near its end before a page is streamed, when no cookie can be
   * written any more, and keeps pages with new tokens out of caches.
   */
  readonly onRequest: (context: AstroContext, next: () => Promise<Response>) => Promise<Response>
  /** The client of this request, for everything that `@latchkey/client` offers. */
  readonly client: (context: AstroContext) => ServerClient
  /** Who is signed in, verified; `null` for nobody. Asked once a request. */
  readonly currentUser: (context: AstroContext) => Promise<User | null>
  /** A page’s guard: the user, or what the page is to return instead of itself. */
  readonly requireUser: (context: AstroContext) => Promise<User | Response>
  /** `POST` of a form with `email`, `password` and perhaps `next`. */
  readonly signIn: (context: AstroContext) => Promise<Response>
  /** `POST` of a form with `provider` and perhaps `next`. */
  readonly signInWithProvider: (context: AstroContext) => Promise<Response>
  /** `POST` of a form without fields. */
  readonly signOut: (context: AstroContext) => Promise<Response>
  /** `POST` of a `fragment` that a mail link or a provider brought. */
  readonly callback: (context: AstroContext) => Promise<Response>
}

/** Sign-in for Astro: sessions in cookies, a client for each request. For pages rendered on demand. */
export function createAuth(options: AuthOptions<AstroContext>): AstroAuth {
  const changed = new WeakSet<AstroCookies>()
  const core = createCore<AstroContext>(
    {
      key: ({ cookies }) => cookies,
      jar: ({ cookies }) => jarOf(cookies, changed),
      visit: ({ request }) => requestVisit(request),
    },
    options,
  )
  const endpoint =
    (run: (context: AstroContext) => Promise<Answer>) =>
    async (context: AstroContext): Promise<Response> =>
      toResponse(await run(context))
  return {
    onRequest: async (context, next) => {
      // Whatever else fails here fails again, and is seen, where somebody asks who it is.
      await core
        .client(context)
        .keeper.fresh()
        .catch(() => {})
      const response = await next()
      if (changed.has(context.cookies) && !response.headers.has('cache-control')) {
        response.headers.set('cache-control', 'private, no-store')
      }
      return response
    },
    client: core.client,
    currentUser: core.currentUser,
    requireUser: async (context) => {
      const admitted = await core.admit(context)
      return isRefused(admitted) ? toResponse(admitted.answer) : admitted
    },
    signIn: endpoint(core.signIn),
    signInWithProvider: endpoint(core.signInWithProvider),
    signOut: endpoint(core.signOut),
    callback: endpoint(core.callback),
  }
}

function jarOf(cookies: AstroCookies, changed: WeakSet<AstroCookies>): CookieJar {
  return {
    get: (name) => cookies.get(name)?.value || undefined,
    set: (name, value, attributes) => {
      changed.add(cookies)
      cookies.set(name, value, attributes)
    },
    remove: (name, { maxAge, ...attributes }) => {
      changed.add(cookies)
      cookies.delete(name, attributes)
    },
  }
}
