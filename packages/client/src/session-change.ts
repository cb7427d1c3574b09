import type { Client } from './client.ts'
import type { StoredSession } from './stored-session.ts'
import { toUser, type User } from './user.ts'

/** Something that really changed, here or in another tab. A session found at page load is no change. */
export interface SessionChange {
  readonly type: 'signed_in' | 'signed_out' | 'token_refreshed' | 'user_updated'
  /** The user from now on; `null` when signed out. */
  readonly user: User | null
}

/**
 * Calls `listener` at each real change, here or in another tab; returns how to stop. A listener that
 * throws is reported as an error of the page, and the others are called.
 */
export function onChange(
  { keeper }: Client,
  listener: (change: SessionChange) => void,
): () => void {
  return keeper.watch((before, after) => {
    for (const change of changesBetween(before, after)) {
      try {
        listener(change)
      } catch (error) {
        queueMicrotask(() => {
          throw error
        })
      }
    }
  })
}

/** What a listener is told when one session takes the place of another. */
export function changesBetween(
  before: StoredSession | null,
  after: StoredSession | null,
): readonly SessionChange[] {
  if (!after) return before ? [{ type: 'signed_out', user: null }] : []
  const user = toUser(after)
  if (before?.id !== after.id) return [{ type: 'signed_in', user }]
  const changes: SessionChange[] = []
  if (before?.token.access_token !== after.token.access_token) {
    changes.push({ type: 'token_refreshed', user })
  }
  if (profileOf(before) !== profileOf(after)) changes.push({ type: 'user_updated', user })
  return changes
}

function profileOf(session: StoredSession | null): string {
  return JSON.stringify({ ...session, token: 0 })
}
