import { type Client, type ClientOptions, createClient } from './client.ts'
import type { CookieJar } from './cookie-jar.ts'
import { type CookieOptions, cookieStorage } from './cookie-storage.ts'
import { AuthError } from './errors.ts'
import type { SessionKeeper } from './session-keeper.ts'
import type { StoredSession } from './stored-session.ts'
import { noLock } from './tab-lock.ts'
import { refreshUser } from './update-user.ts'
import { toUser, type User } from './user.ts'
import { type VerifyOptions, verifyAccessToken } from './verify-access-token.ts'

export interface ServerClientOptions
  extends Pick<ClientOptions, 'audience' | 'fetch' | 'timeout' | 'clock'> {
  /** Where the server answers, without a slash at its end. */
  readonly url: string
  /** The cookies of this request and of its answer. */
  readonly jar: CookieJar
  readonly cookies?: CookieOptions
  /**
   * Believes access tokens by their signature, without asking the server: faster, but a user then is
   * what the token says (no `emailVerified`, no moments), and an ended session counts until `exp`.
   */
  readonly verify?: Omit<VerifyOptions, 'now'>
  /** Where cookies can be read but not written, a session is never renewed: its successor would be lost. */
  readonly isReadOnly?: boolean
}

/**
 * The client of one request. Its session lies in that request’s cookies and nowhere else, so that it
 * cannot be another visitor’s. `currentUser` says nobody until `user` has verified who it is.
 */
export interface ServerClient extends Client {
  /**
   * Who sent this request, verified: by the signature of the access token if there are keys, else by
   * the server. `null` for nobody, for a forged token and for a session that has ended. A session
   * near its end is renewed. Asked once a request.
   *
   * @throws AuthError `network_failed`, `timed_out` or the server's code: not known who it is
   */
  user(): Promise<User | null>
}

/** One request's client. To be created for each request, and never kept beyond it. */
export function createServerClient(options: ServerClientOptions): ServerClient {
  const { jar, cookies, verify, isReadOnly = false, ...rest } = options
  const client = createClient({
    ...rest,
    storage: cookieStorage(jar, cookies),
    lock: noLock,
    isAutomatic: false,
  })
  const keeper = isReadOnly ? readOnly(client.keeper, client) : client.keeper
  const whole: Client = { ...client, keeper }
  // Tokens other than those of the request have come from the server itself.
  const brought = keeper.current()?.token.access_token
  let isVerified = false
  let asked: Promise<User | null> | null = null

  const guarded: SessionKeeper = {
    ...keeper,
    current: () => {
      const session = keeper.current()
      return isVerified || session?.token.access_token !== brought ? session : null
    },
    keep: (session) => {
      asked = null
      keeper.keep(session)
    },
    drop: () => {
      asked = null
      keeper.drop()
    },
  }
  return {
    ...client,
    keeper: guarded,
    user: () => {
      asked ??= verifiedUser(whole, verify).then(
        (user) => {
          isVerified = user !== null
          return user
        },
        (error) => {
          asked = null
          throw error
        },
      )
      return asked
    },
  }
}

/** What says that nobody is signed in, as against that it could not be found out. */
const nobody: ReadonlySet<string> = new Set(['no_session', 'session_ended'])

async function verifiedUser(
  client: Client,
  verify: ServerClientOptions['verify'],
): Promise<User | null> {
  if (!client.keeper.current()) return null
  try {
    return verify ? toUser(await believed(client, verify)) : await refreshUser(client)
  } catch (error) {
    if (error instanceof AuthError && nobody.has(error.code)) return null
    throw error
  }
}

/** The session by the signature of its token; one that is not believed must be renewed by the server. */
async function believed(
  { keeper, clock }: Client,
  verify: Omit<VerifyOptions, 'now'>,
): Promise<StoredSession> {
  const session = await keeper.fresh()
  try {
    await verifyAccessToken(session.token.access_token, { ...verify, now: clock.now() })
    return session
  } catch (error) {
    const { code } = error as AuthError
    if (code !== 'token_invalid' && code !== 'token_expired') throw error
    const renewed = await keeper.fresh(true)
    await verifyAccessToken(renewed.token.access_token, { ...verify, now: clock.now() })
    return renewed
  }
}

/** A keeper that gives out the session while it lasts, and changes nothing. */
function readOnly(keeper: SessionKeeper, { clock }: Client): SessionKeeper {
  return {
    ...keeper,
    keep: () => {},
    drop: () => {},
    fresh: async (isForced = false) => {
      const session = keeper.current()
      if (session && !isForced && session.token.expires_at > clock.now()) return session
      throw new AuthError('Nobody is signed in, as far as can be told without writing cookies.', {
        code: 'no_session',
      })
    },
  }
}
