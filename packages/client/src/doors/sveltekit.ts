import type { CookieAttributes, CookieJar } from '../cookie-jar.ts'
import type { ServerClient } from '../server-client.ts'
import type { User } from '../user.ts'
import { createAuth as createCore, isRefused } from './auth.ts'
import type { AuthOptions } from './auth-options.ts'
import { requestVisit } from './request-visit.ts'
import { type Answer, toResponse } from './visit.ts'

/** As much of SvelteKit’s `Cookies` as is needed. */
export interface SvelteCookies {
  get(name: string): string | undefined
  set(name: string, value: string, options: CookieAttributes & { path: string }): void
  delete(name: string, options: CookieAttributes & { path: string }): void
}

/** As much of SvelteKit’s `RequestEvent` as is needed. */
export interface SvelteEvent {
  readonly request: Request
  readonly url: URL
  readonly cookies: SvelteCookies
  readonly isDataRequest: boolean
}

export interface SvelteKitOptions extends AuthOptions<SvelteEvent> {
  /** `redirect` of `@sveltejs/kit`. */
  readonly redirect: (status: 303, location: string) => never
  /** `error` of `@sveltejs/kit`. */
  readonly error: (status: 401, message: string) => never
}

export interface SvelteKitAuth {
  /** The hook that keeps pages with new tokens out of caches, and renews before a page is streamed. */
  readonly handle: <Event extends SvelteEvent>(input: {
    event: Event
    resolve: (event: Event) => Response | Promise<Response>
  }) => Promise<Response>
  /** The client of this request, for everything that `@latchkey/client` offers. */
  readonly client: (event: SvelteEvent) => ServerClient
  /** Who is signed in, verified; `null` for nobody. Asked once a request. */
  readonly currentUser: (event: SvelteEvent) => Promise<User | null>
  /** Who is signed in. Throws SvelteKit’s redirect to the sign-in page, or its error 401. */
  readonly requireUser: (event: SvelteEvent) => Promise<User>
  /** `POST` of a form with `email`, `password` and perhaps `next`. */
  readonly signIn: (event: SvelteEvent) => Promise<Response>
  /** `POST` of a form with `provider` and perhaps `next`. */
  readonly signInWithProvider: (event: SvelteEvent) => Promise<Response>
  /** `POST` of a form without fields. */
  readonly signOut: (event: SvelteEvent) => Promise<Response>
  /** `POST` of a `fragment` that a mail link or a provider brought. */
  readonly callback: (event: SvelteEvent) => Promise<Response>
}

/** Sign-in for SvelteKit: sessions in cookies, a client for each request. */
export function createAuth({ redirect, error, ...options }: SvelteKitOptions): SvelteKitAuth {
  const changed = new WeakSet<SvelteCookies>()
  const core = createCore<SvelteEvent>(
    {
      key: ({ cookies }) => cookies,
      jar: ({ cookies }) => jarOf(cookies, changed),
      visit: ({ request, url, isDataRequest }) => {
        const visit = requestVisit(request)
        const path = url.pathname + url.search
        return { ...visit, path, isPage: isDataRequest || visit.isPage }
      },
    },
    options,
  )
  const endpoint =
    (run: (event: SvelteEvent) => Promise<Answer>) =>
    async (event: SvelteEvent): Promise<Response> =>
      toResponse(await run(event))
  return {
    handle: async ({ event, resolve }) => {
      // Whatever else fails here fails again, and is seen, where somebody asks who it is.
      await core
        .client(event)
        .keeper.fresh()
        .catch(() => {})
      const response = await resolve(event)
      if (changed.has(event.cookies) && !response.headers.has('cache-control')) {
        response.headers.set('cache-control', 'private, no-store')
      }
      return response
    },
    client: core.client,
    currentUser: core.currentUser,
    requireUser: async (event) => {
      const admitted = await core.admit(event)
      if (!isRefused(admitted)) return admitted
      const { answer } = admitted
      if (answer.status === 303) return redirect(303, answer.location)
      return error(401, answer.message)
    },
    signIn: endpoint(core.signIn),
    signInWithProvider: endpoint(core.signInWithProvider),
    signOut: endpoint(core.signOut),
    callback: endpoint(core.callback),
  }
}

function jarOf(cookies: SvelteCookies, changed: WeakSet<SvelteCookies>): CookieJar {
  return {
    get: (name) => cookies.get(name) || undefined,
    set: (name, value, attributes) => {
      changed.add(cookies)
      cookies.set(name, value, attributes)
    },
    remove: (name, attributes) => {
      changed.add(cookies)
      cookies.delete(name, attributes)
    },
  }
}
