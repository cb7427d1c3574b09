import { type Client, currentUser } from '../client.ts'
import { onChange } from '../session-change.ts'
import type { User } from '../user.ts'

/** Who is signed in, in the form that `useSyncExternalStore` asks for. */
export interface UserStore {
  subscribe(changed: () => void): () => void
  /** The user now; the same object as long as nothing about the user has changed. */
  snapshot(): User | null
  /** The user that the server rendered the page for. */
  serverSnapshot(): User | null
}

/** A store over a client; without one, the user of the page stays as the server knew it. */
export function createUserStore(client: Client | null, initial: User | null): UserStore {
  let last = initial
  let text = JSON.stringify(initial)
  return {
    subscribe: (changed) => (client ? onChange(client, changed) : () => {}),
    snapshot: () => {
      const user = client ? currentUser(client) : initial
      const now = JSON.stringify(user)
      if (now !== text) {
        last = user
        text = now
      }
      return last
    },
    serverSnapshot: () => initial,
  }
}
