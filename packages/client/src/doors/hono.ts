import type { ServerClient } from '../server-client.ts'
import type { User } from '../user.ts'
import { createAuth as createCore, isRefused } from './auth.ts'
import type { AuthOptions } from './auth-options.ts'
import { lineJar, putLine } from './line-jar.ts'
import { requestVisit } from './request-visit.ts'
import { toResponse } from './visit.ts'

/** As much of Hono’s `Context` as is needed. */
export interface HonoContext {
  readonly req: { readonly raw: Request }
  readonly res: Response
}

export interface HonoAuth {
  /** The client of this request, for everything that `@latchkey/client` offers. */
  readonly client: (context: HonoContext) => ServerClient
  /** Who is signed in, verified; `null` for nobody. Asked once a request. */
  readonly currentUser: (context: HonoContext) => Promise<User | null>
  /** Middleware that lets only signed-in people pass: others to the sign-in page, programs a 401. */
  readonly requireUser: (
    context: HonoContext,
    next: () => Promise<void>,
  ) => Promise<Response | undefined>
  /** Handler of a posted form with `email`, `password` and perhaps `next`. */
  readonly signIn: (context: HonoContext) => Promise<Response>
  /** Handler of a posted form with `provider` and perhaps `next`. */
  readonly signInWithProvider: (context: HonoContext) => Promise<Response>
  /** Handler of a posted form without fields. */
  readonly signOut: (context: HonoContext) => Promise<Response>
  /** Handler of a posted `fragment` that a mail link or a provider brought. */
  readonly callback: (context: HonoContext) => Promise<Response>
}

/** Sign-in for Hono: sessions in cookies, a client for each request. */
export function createAuth(options: AuthOptions<HonoContext>): HonoAuth {
  const core = createCore<HonoContext>(
    {
      key: (context) => context.req.raw,
      jar: (context) =>
        lineJar(context.req.raw.headers.get('cookie') ?? '', (line) => {
          putLine(context.res.headers, line)
        }),
      visit: (context) => requestVisit(context.req.raw),
    },
    options,
  )
  /** The answer takes along the cookies that have been written to the context. */
  const answered = (context: HonoContext, answer: Parameters<typeof toResponse>[0]): Response => {
    const response = toResponse(answer)
    for (const line of context.res.headers.getSetCookie()) {
      response.headers.append('set-cookie', line)
    }
    return response
  }
  return {
    client: core.client,
    currentUser: core.currentUser,
    requireUser: async (context, next) => {
      const admitted = await core.admit(context)
      if (isRefused(admitted)) return answered(context, admitted.answer)
      await next()
      return undefined
    },
    signIn: async (context) => answered(context, await core.signIn(context)),
    signInWithProvider: async (context) =>
      answered(context, await core.signInWithProvider(context)),
    signOut: async (context) => answered(context, await core.signOut(context)),
    callback: async (context) => answered(context, await core.callback(context)),
  }
}
