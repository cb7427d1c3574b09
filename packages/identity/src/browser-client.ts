import { type Client, tabLock } from '@latchkey/client'
import { createClientOver, systemClock } from '@latchkey/client/parts'
import { writeCookies } from './browser-cookies.ts'
import { needConfig } from './config.ts'
import { request } from './request.ts'
import { sessionStorage } from './session-storage.ts'

let client: Client | undefined

/** The page's one session, made when it is first asked for. On a server there is none. */
export function browserClient(): Client {
  const { url } = needConfig()
  if (client?.url === url) return client
  client?.keeper.close()
  client = createClientOver(
    { url, audience: '', clock: systemClock, send: (path, asked) => request(url, path, asked) },
    { storage: sessionStorage(), lock: tabLock, isAutomatic: true },
  )
  client.keeper.watch((_before, after) => writeCookies(after?.token))
  return client
}

let isQuiet = false

/** Whether a change is being made whose maker tells of it, by the name of what was done. */
export function isToldByMaker(): boolean {
  return isQuiet
}

/** Makes a change that the caller tells of. */
export function quietly(change: () => void): void {
  isQuiet = true
  try {
    change()
  } finally {
    isQuiet = false
  }
}
