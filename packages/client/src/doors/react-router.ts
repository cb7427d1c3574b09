import type { ServerClient } from '../server-client.ts'
import type { User } from '../user.ts'
import { createAuth as createCore, isRefused } from './auth.ts'
import type { AuthOptions } from './auth-options.ts'
import { lineJar, putLine, withCookies } from './line-jar.ts'
import { requestVisit } from './request-visit.ts'
import { type Answer, toResponse } from './visit.ts'

/** As much of the arguments of a loader, an action or middleware as is needed. */
export interface RouteArgs {
  readonly request: Request
  /** React Router’s `RouterContextProvider`: one for each request. */
  readonly context: object
}

export interface ReactRouterAuth {
  /** Middleware of the root route: puts the cookies that were written below it into the answer. */
  readonly middleware: (args: RouteArgs, next: () => Promise<Response>) => Promise<Response>
  /** The client of this request, for everything that `@latchkey/client` offers. */
  readonly client: (args: RouteArgs) => ServerClient
  /** Who is signed in, verified; `null` for nobody. Asked once a request. */
  readonly currentUser: (args: RouteArgs) => Promise<User | null>
  /** Who is signed in. Throws a `Response` that leads to the sign-in page if nobody is. */
  readonly requireUser: (args: RouteArgs) => Promise<User>
  /** Action of a posted form with `email`, `password` and perhaps `next`. */
  readonly signIn: (args: RouteArgs) => Promise<Response>
  /** Action of a posted form with `provider` and perhaps `next`. */
  readonly signInWithProvider: (args: RouteArgs) => Promise<Response>
  /** Action of a posted form without fields. */
  readonly signOut: (args: RouteArgs) => Promise<Response>
  /** Action of a posted `fragment` that a mail link or a provider brought. */
  readonly callback: (args: RouteArgs) => Promise<Response>
}

/** Sign-in for React Router: sessions in cookies, a client for each request. */
export function createAuth(options: AuthOptions<RouteArgs>): ReactRouterAuth {
  const answers = new WeakMap<object, Headers>()
  const headersOf = (context: object): Headers => {
    const headers = answers.get(context)
    if (headers) return headers
    throw new Error('Latchkey: root.tsx must export `middleware = [auth.middleware]`.')
  }
  const core = createCore<RouteArgs>(
    {
      key: ({ context }) => context,
      jar: ({ request, context }) => {
        const headers = headersOf(context)
        return lineJar(request.headers.get('cookie') ?? '', (line) => putLine(headers, line))
      },
      visit: ({ request }) => ({
        ...requestVisit(request),
        // The router’s own requests for data do not ask for HTML, and follow a redirect all the same.
        isPage: /^(GET|HEAD)$/.test(request.method),
      }),
    },
    options,
  )
  const action =
    (run: (args: RouteArgs) => Promise<Answer>) =>
    async (args: RouteArgs): Promise<Response> =>
      toResponse(await run(args))
  return {
    middleware: async ({ context }, next) => {
      const written = new Headers()
      answers.set(context, written)
      return withCookies(await next(), written)
    },
    client: core.client,
    currentUser: core.currentUser,
    requireUser: async (args) => {
      const admitted = await core.admit(args)
      if (isRefused(admitted)) throw toResponse(admitted.answer)
      return admitted
    },
    signIn: action(core.signIn),
    signInWithProvider: action(core.signInWithProvider),
    signOut: action(core.signOut),
    callback: action(core.callback),
  }
}
