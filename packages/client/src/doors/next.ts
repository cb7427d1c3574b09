import type { CookieAttributes, CookieJar } from '../cookie-jar.ts'
import type { ServerClient } from '../server-client.ts'
import type { User } from '../user.ts'
import { createAuth as createCore, isRefused } from './auth.ts'
import type { AuthOptions } from './auth-options.ts'
import { cookiesAfter, lineJar, putLine } from './line-jar.ts'
import { requestVisit } from './request-visit.ts'
import { createRequests, type Framework } from './requests.ts'
import type { Answer } from './visit.ts'

/** As much of what `cookies()` gives as is needed. */
export interface NextCookies {
  get(name: string): { readonly value: string } | undefined
  set(name: string, value: string, options: CookieAttributes): unknown
}

/** As much of a request as is known everywhere. */
export interface NextHeaders {
  readonly headers: { get(name: string): string | null }
}

export interface NextOptions extends AuthOptions<NextHeaders> {
  /** Next.js’s own functions: `cookies` and `headers` of `next/headers`, `redirect` of `next/navigation`. */
  readonly next: {
    readonly cookies: () => Promise<NextCookies>
    readonly headers: () => Promise<NextHeaders['headers']>
    readonly redirect: (path: string) => never
  }
}

/** `NextResponse`, as far as `proxy` needs it. */
export interface NextAnswers<Response> {
  next(init?: { request: { headers: Headers } }): Response
}

export interface NextAuth {
  /**
   * For `proxy.ts`: renews a session near its end, for the browser and for the page that is about to
   * be rendered. Without it people are signed out when their access token ends, because server
   * components cannot write cookies.
   */
  readonly proxy: <Answer extends { readonly headers: Headers }>(
    request: Request,
    answers: NextAnswers<Answer>,
  ) => Promise<Answer>
  /** Who is signed in, verified; `null` for nobody. For server components too. Asked once a request. */
  readonly currentUser: () => Promise<User | null>
  /** Who is signed in. Leads to the sign-in page if nobody is, and back to `path` from there. */
  readonly requireUser: (path?: string) => Promise<User>
  /** The client of this request. For server actions and route handlers, which can write cookies. */
  readonly client: () => Promise<ServerClient>
  /** Body of a server action, for a form with `email`, `password` and perhaps `next`. */
  readonly signIn: (form: FormData) => Promise<never>
  /** Body of a server action, for a form with `provider` and perhaps `next`. */
  readonly signInWithProvider: (form: FormData) => Promise<never>
  /** Body of a server action. */
  readonly signOut: () => Promise<never>
  /** Body of a server action, for a form with the `fragment` that a mail link or a provider brought. */
  readonly callback: (form: FormData) => Promise<never>
}

interface Here extends NextHeaders {
  readonly cookies: NextCookies
  readonly fields: Readonly<Record<string, unknown>>
  readonly path: string
}

/** Sign-in for Next.js’s app router: sessions in cookies, a client for each request. */
export function createAuth({ next, ...options }: NextOptions): NextAuth {
  const core = createCore<Here>(framework, options)
  const readers = createCore<Here>(framework, { ...options, isReadOnly: true })
  const here = async (form?: FormData, path = '/'): Promise<Here> => ({
    cookies: await next.cookies(),
    headers: await next.headers(),
    fields: Object.fromEntries(form ?? []),
    path,
  })
  const action =
    (run: (source: Here) => Promise<Answer>) =>
    async (form?: FormData): Promise<never> => {
      const answer = await run(await here(form))
      if (answer.status === 303) return next.redirect(answer.location)
      throw new Error(answer.message)
    }
  return {
    proxy: (request, answers) => renewed(request, answers, options),
    currentUser: async () => readers.currentUser(await here()),
    requireUser: async (path) => {
      const admitted = await readers.admit(await here(undefined, path))
      if (!isRefused(admitted)) return admitted
      const { answer } = admitted
      return next.redirect(answer.status === 303 ? answer.location : '/')
    },
    client: async () => core.client(await here()),
    signIn: action(core.signIn),
    signInWithProvider: action(core.signInWithProvider),
    signOut: action(core.signOut),
    callback: action(core.callback),
  }
}

/** Server components and actions: no request, but what `next/headers` tells of it. */
const framework: Framework<Here> = {
  key: ({ cookies }) => cookies,
  jar: ({ cookies }) => jarOf(cookies),
  visit: ({ headers, fields, path }) => ({
    method: 'POST',
    isPage: true,
    path,
    header: (name) => headers.get(name),
    host: () => headers.get('host') ?? '',
    fields: async () => fields,
  }),
}

function jarOf(cookies: NextCookies): CookieJar {
  return {
    get: (name) => cookies.get(name)?.value || undefined,
    set: (name, value, attributes) => {
      cookies.set(name, value, attributes)
    },
    remove: (name, attributes) => {
      cookies.set(name, '', { ...attributes, maxAge: 0 })
    },
  }
}

async function renewed<Answer extends { readonly headers: Headers }>(
  request: Request,
  answers: NextAnswers<Answer>,
  options: AuthOptions<NextHeaders>,
): Promise<Answer> {
  const written = new Headers()
  const sent = request.headers.get('cookie') ?? ''
  const served = createRequests<Request>(
    {
      key: () => request,
      jar: () => lineJar(sent, (line) => putLine(written, line)),
      visit: requestVisit,
    },
    options,
  )
  // What else fails here fails again, and is seen, where somebody asks who it is.
  await served(request)
    .client.keeper.fresh()
    .catch(() => {})
  const lines = written.getSetCookie()
  if (lines.length === 0) return answers.next()
  const headers = new Headers(request.headers)
  headers.set('cookie', cookiesAfter(sent, lines))
  const answer = answers.next({ request: { headers } })
  for (const line of lines) putLine(answer.headers, line)
  return answer
}
