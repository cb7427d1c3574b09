import { storageKey } from '@latchkey/client/parts'
import { isPage } from './saved.ts'

/** Stands for the page, whose clients share one user; on a server each client has its own. */
const page = {}
const users = new WeakMap<object, object | undefined>()

function onStorage({ key }: StorageEvent): void {
  if (key === storageKey) users.delete(page)
}

/** Where a client's user is held. In a page, also listens, once, for what other tabs do. */
function placeOf(client: object = page): object {
  if (!isPage()) return client
  window.addEventListener?.('storage', onStorage)
  return page
}

/** The current user of a client, as far as memory knows. */
export function heldUser(client?: object): object | undefined {
  return users.get(placeOf(client))
}

/** Makes somebody the current user of a client, or nobody. */
export function holdUser(client: object, user?: object): void {
  users.set(placeOf(client), user)
}
