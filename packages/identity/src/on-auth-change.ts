import type { Client, StoredSession } from '@latchkey/client'
import { type AuthCallback, emit, listeners } from './auth-events.ts'
import { browserClient, isToldByMaker } from './browser-client.ts'
import { isBrowser } from './runtime.ts'
import { toUser } from './user.ts'

let watched: Client | undefined

/**
 * Calls `callback` at each change, here or in another tab, and returns how to stop. Does nothing on a
 * server.
 */
export function onAuthChange(callback: AuthCallback): () => void {
  if (!isBrowser()) return () => {}
  const client = browserClient()
  if (watched !== client) client.keeper.watch(tell)
  watched = client
  listeners.add(callback)
  return () => {
    listeners.delete(callback)
  }
}

/** Tells of a change that nobody on this page asked for: a renewal, or another tab's doing. */
function tell(before: StoredSession | null, after: StoredSession | null): void {
  if (isToldByMaker()) return
  const [old, user] = [before && toUser(before), after && toUser(after)]
  if (!user) {
    if (old) emit('logout', null)
  } else if (old?.id !== user.id) {
    emit('login', user)
  } else if (before?.token.access_token !== after?.token.access_token) {
    emit('token_refresh', user)
  } else if (JSON.stringify(old) !== JSON.stringify(user)) {
    emit('user_updated', user)
  }
}
