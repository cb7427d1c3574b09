import { AuthError } from '../errors.ts'
import type { ServerClient } from '../server-client.ts'
import { signIn } from '../sign-in.ts'
import { signOut } from '../sign-out.ts'
import type { User } from '../user.ts'
import { arrive } from './arrive.ts'
import { nextPath, withQuery } from './next-path.ts'
import { createPending, type Pending } from './pending.ts'
import { createRequests, type Framework, type RequestsOptions, type Served } from './requests.ts'
import { isSameOrigin } from './same-origin.ts'
import type { Answer, Visit } from './visit.ts'

/** What all doors do, before it is put into a framework’s form. */
export interface Auth<Source> {
  client(source: Source): ServerClient
  currentUser(source: Source): Promise<User | null>
  /** The user, or what to answer where somebody must be signed in. */
  admit(source: Source): Promise<User | Refused>
  signIn(source: Source): Promise<Answer>
  signInWithProvider(source: Source): Promise<Answer>
  signOut(source: Source): Promise<Answer>
  callback(source: Source): Promise<Answer>
}

export interface Refused {
  readonly answer: Answer
}

export function isRefused(admitted: User | Refused): admitted is Refused {
  return 'answer' in admitted
}

interface Paths {
  readonly signIn: string
  readonly home: string
  readonly recovery: string
}

interface Post {
  readonly served: Served
  readonly fields: Readonly<Record<string, unknown>>
  readonly pending: Pending
}

export function createAuth<Source>(
  framework: Framework<Source>,
  options: RequestsOptions<Source>,
): Auth<Source> {
  const { signInPath = '/sign-in', homePath = '/', origins = [] } = options
  const { publicUrl = options.url, recoveryPath = homePath } = options
  const paths: Paths = { signIn: signInPath, home: homePath, recovery: recoveryPath }
  const requests = createRequests(framework, options)

  /** Runs what a posted form asks for; the server’s refusal is shown by the sign-in page. */
  const post =
    (run: (post: Post) => Promise<string>) =>
    async (source: Source): Promise<Answer> => {
      const visit = framework.visit(source)
      if (visit.method !== 'POST' || !isSameOrigin(visit, origins)) return crossSite
      const served = requests(source)
      const fields = await visit.fields()
      const pending = createPending(served)
      return { status: 303, location: await locationOf(run, { served, fields, pending }, paths) }
    }

  return {
    client: (source) => requests(source).client,
    currentUser: async (source) => requests(source).client.user(),
    admit: async (source) => {
      const user = await requests(source).client.user()
      return user ?? { answer: turnedAway(framework.visit(source), paths) }
    },
    signIn: post(async ({ served, fields }) => {
      const { email, password, next } = fields
      await signIn(served.client, { email: text(email), password: text(password) })
      return nextPath(next, homePath)
    }),
    signInWithProvider: post(async ({ fields, pending }) => {
      pending.keep(nextPath(fields['next'], homePath))
      const query = new URLSearchParams({ provider: text(fields['provider']) })
      return `${publicUrl}/authorize?${query}`
    }),
    signOut: post(async ({ served }) => {
      await signOut(served.client)
      return homePath
    }),
    callback: post(({ served, fields, pending }) => arrive(served.client, fields, pending, paths)),
  }
}

const crossSite: Answer = {
  status: 403,
  code: 'cross_site_request',
  message: 'This is answered to forms of this site only.',
}

async function locationOf(
  run: (post: Post) => Promise<string>,
  post: Post,
  paths: Paths,
): Promise<string> {
  try {
    return await run(post)
  } catch (error) {
    if (!(error instanceof AuthError)) throw error
    const next = nextPath(post.fields['next'], paths.home)
    return withQuery(paths.signIn, { error: error.code, ...(next !== paths.home && { next }) })
  }
}

/** People are shown the sign-in page, and come back to where they wanted to go; programs are told. */
function turnedAway(visit: Visit, paths: Paths): Answer {
  if (visit.isPage) return { status: 303, location: withQuery(paths.signIn, { next: visit.path }) }
  return { status: 401, code: 'no_session', message: 'Nobody is signed in.' }
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
