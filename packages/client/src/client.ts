import { type Clock, systemClock } from './clock.ts'
import { isRefusal } from './errors.ts'
import { createKeeper, type KeeperOptions, type SessionKeeper } from './session-keeper.ts'
import { type ClientStorage, memoryStorage, webStorage } from './storage.ts'
import { type Tokens, withMoment } from './stored-session.ts'
import { type Lock, pause, tabLock } from './tab-lock.ts'
import { type Received, type Send, send, type Transport } from './transport.ts'
import { toUser, type User } from './user.ts'

export interface ClientOptions {
  /** Where the server answers, without a slash at its end. Default: `/.netlify/identity`. */
  readonly url?: string
  /** Default: `localStorage` in a browser, memory elsewhere. On a server: one client a request. */
  readonly storage?: ClientStorage
  /** Sent as `X-JWT-AUD`: whose users are meant, where the server has several audiences. */
  readonly audience?: string
  readonly fetch?: typeof fetch
  /** Milliseconds until a request is given up. Default: 8,000. */
  readonly timeout?: number
  /** Whether tokens are renewed before their end without being asked for. Default: in browsers. */
  readonly isAutomatic?: boolean
  readonly clock?: Clock
  /** Default: one renewal at a time among the tabs of a site. */
  readonly lock?: Lock
}

/** One site's sign-in state and its way to the server. Everything else is a function over it. */
export interface Client {
  readonly url: string
  /** Empty for none. */
  readonly audience: string
  readonly clock: Clock
  readonly keeper: SessionKeeper
  /** Sends a request below `url`, as nobody. */
  send<Body>(path: string, options?: Send): Promise<Received<Body>>
}

export function createClient(options: ClientOptions = {}): Client {
  const isBrowser = typeof document !== 'undefined'
  const {
    url = '/.netlify/identity',
    storage = isBrowser ? webStorage() : memoryStorage(),
    audience = '',
    timeout = 8_000,
    isAutomatic = isBrowser,
    clock = systemClock,
    lock = tabLock,
  } = options
  const transport: Transport = {
    fetch: options.fetch,
    timeout,
    headers: audience ? { 'x-jwt-aud': audience } : {},
  }
  return createClientOver(
    { url, audience, clock, send: (path, request) => send(transport, url + path, request) },
    { storage, lock, isAutomatic },
  )
}

/** Everything of a client but its session. */
export type Way = Omit<Client, 'keeper'>

/** A client that reaches its server in a way of the caller's. */
export function createClientOver(
  way: Way,
  options: Pick<KeeperOptions, 'storage' | 'lock' | 'isAutomatic'>,
): Client {
  const { url, clock } = way
  const keeper = createKeeper({
    ...options,
    name: `latchkey:${url}`,
    clock,
    exchange: (refreshToken) => exchange(way, refreshToken),
  })
  return { ...way, keeper }
}

/** The user who is signed in here, as last seen; `null` for nobody. Asks no server. */
export function currentUser({ keeper }: Client): User | null {
  const session = keeper.current()
  return session && toUser(session)
}

/**
 * An access token that serves for a while yet, for calls to other services; renewed first if it is
 * near its end. `isForced` renews it in any case, for instance after roles have changed.
 *
 * @throws AuthError as `SessionKeeper.fresh`
 */
export async function accessToken(
  { keeper }: Client,
  { isForced = false }: { readonly isForced?: boolean } = {},
): Promise<string> {
  return (await keeper.fresh(isForced)).token.access_token
}

/**
 * The successor of a refresh token. An answer that was lost is asked for again: within its grace the
 * server gives the same successor to everybody who presents the same token.
 */
async function exchange(way: Way, refreshToken: string): Promise<Tokens> {
  for (let tries = 0; ; tries += 1) {
    try {
      const { body } = await way.send<Tokens>('/token', {
        method: 'POST',
        form: { grant_type: 'refresh_token', refresh_token: refreshToken },
      })
      return withMoment(body, way.clock.now())
    } catch (error) {
      if (tries > 1 || isRefusal(error)) throw error
      await pause(300 * 4 ** tries)
    }
  }
}
