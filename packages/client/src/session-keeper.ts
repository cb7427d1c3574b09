import { readClaims } from './claims.ts'
import type { Clock } from './clock.ts'
import { AuthError, isRefusal } from './errors.ts'
import { renewTokens, type TokenHolder } from './renew-tokens.ts'
import type { ClientStorage } from './storage.ts'
import { isFresh, readStored, type StoredSession, type Tokens } from './stored-session.ts'
import type { Lock } from './tab-lock.ts'
import { onWake } from './wake.ts'

export interface KeeperOptions {
  /** Name of the lock, the same in all tabs of a site. */
  readonly name: string
  readonly storage: ClientStorage
  readonly clock: Clock
  readonly lock: Lock
  /** Whether tokens are renewed before their end without being asked for. */
  readonly isAutomatic: boolean
  /** Asks the server for the successor of a refresh token. Rejects with an `AuthError`. */
  readonly exchange: (refreshToken: string) => Promise<Tokens>
}

/** Told when one session takes the place of another; must not throw. */
export type Watcher = (before: StoredSession | null, after: StoredSession | null) => void

/** Holds the session: one truth in storage, renewed in time, ended only when the server says so. */
export interface SessionKeeper {
  /** The session as it is in storage now; asks nobody. */
  current(): StoredSession | null
  keep(session: StoredSession): void
  drop(): void
  /**
   * The session with an access token that serves. A token that is near its end is renewed first; if
   * that fails for any reason but a refusal, one that has not ended is given still.
   *
   * @throws AuthError `no_session`, `session_ended` (the server refused; the session is dropped),
   *   `network_failed`, `timed_out` or the server's code (the session is kept).
   */
  fresh(isForced?: boolean): Promise<StoredSession>
  /** Calls `watcher` after each change, here or in another tab, and returns how to stop. */
  watch(watcher: Watcher): () => void
  /** Stops timers and listeners. The session stays. */
  close(): void
}

export function createKeeper(options: KeeperOptions): SessionKeeper {
  const { storage, clock, isAutomatic } = options
  const kept = keptIn(storage)
  const { current, keep, drop } = kept
  /** Whether the session that is kept is the one of these tokens. */
  const isHeld = (spent: Tokens): boolean => current()?.token.refresh_token === spent.refresh_token
  const holder: TokenHolder = {
    ...options,
    stored: () => current()?.token,
    // A session that was ended or replaced meanwhile is not brought back.
    keep: (token, spent) => {
      const session = current()
      if (session && isHeld(spent)) keep({ ...session, ...profileIn(token), token })
    },
    drop: (spent) => {
      if (isHeld(spent)) drop()
    },
    isFresh: (tokens) => isFresh(tokens, clock.now()),
    isRefusal,
  }
  const fresh = async (isForced?: boolean): Promise<StoredSession> => {
    const { token } = current() ?? throwNoSession()
    try {
      await renewTokens(token, holder, isForced)
    } catch (cause) {
      if (isRefusal(cause)) {
        const detail = { ...(cause as AuthError), code: 'session_ended', cause }
        throw new AuthError('The session has ended.', detail)
      }
      if (isForced || token.expires_at <= clock.now()) throw cause
    }
    return current() ?? throwNoSession()
  }
  const forget = storage.watch?.(current)
  const rest = isAutomatic ? renewInTime(current, fresh, clock) : null
  return {
    ...kept,
    fresh,
    close: () => {
      forget?.()
      rest?.()
    },
  }
}

type Kept = Pick<SessionKeeper, 'current' | 'keep' | 'drop' | 'watch'>

/** The session in storage. Whoever asks for it learns, and tells the others, that it has changed. */
function keptIn(storage: ClientStorage): Kept {
  const watchers = new Set<Watcher>()
  let text = storage.read()
  let session = readStored(text)
  const current = (): StoredSession | null => {
    const now = storage.read()
    if (now === text) return session
    const before = session
    text = now
    session = readStored(now)
    for (const watcher of watchers) watcher(before, session)
    return session
  }
  return {
    current,
    keep: (next) => {
      storage.write(JSON.stringify(next))
      current()
    },
    drop: () => {
      storage.remove()
      current()
    },
    watch: (watcher) => {
      watchers.add(watcher)
      return () => watchers.delete(watcher)
    },
  }
}

/** How often a page looks whether its token nears its end, in milliseconds: twice within the margin. */
const pace = 30_000

/**
 * Renews without being asked, and returns how to stop. Looks at a steady pace, so that sleep and
 * failures need no case of their own. A clock that was set back makes tokens look younger than they
 * are, and is answered with a renewal.
 */
function renewInTime(
  current: SessionKeeper['current'],
  fresh: SessionKeeper['fresh'],
  clock: Clock,
): () => void {
  let looked = 0
  let cancel = (): void => {}
  const look = (): void => {
    const before = looked
    looked = clock.now()
    cancel()
    cancel = clock.after(pace, look)
    if (document.hidden || !current()) return
    fresh(looked < before).catch(() => {}) // the next look tries again
  }
  const forget = onWake(look)
  look()
  return () => {
    cancel()
    forget()
  }
}

function throwNoSession(): never {
  throw new AuthError('Nobody is signed in.', { code: 'no_session' })
}

/** Roles and metadata as the new token has them: a change by an operator shows with the next token. */
function profileIn({ access_token }: Tokens): Partial<StoredSession> {
  const { email, app_metadata, user_metadata } = readClaims(access_token) ?? {}
  // By way of JSON, what the token does not say is left out, and stays as it was.
  return JSON.parse(JSON.stringify({ email, app_metadata, user_metadata }))
}
