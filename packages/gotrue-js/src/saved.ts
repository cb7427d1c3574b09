import { storageKey } from '@latchkey/client/parts'
import type { Token } from './token.ts'

/** A session as it lies in `localStorage` between page loads, with the members of its user. */
export interface Saved {
  readonly token: Token
  readonly url: string
  readonly audience: string
  readonly [member: string]: unknown
}

/** Whether this is a page. A server keeps nothing, and shares nothing between its clients. */
export const isPage = (): boolean => typeof window !== 'undefined'

/** Uses `localStorage`, if this is a page; where the browser refuses it, sessions last as long as the page. */
function inStorage<Result>(use: (area: Storage) => Result): Result | undefined {
  try {
    if (isPage()) return use(localStorage)
  } catch {} // blocked, switched off or full
  return undefined
}

/** The session in storage, or `null`. One that cannot be read is reported, without its text. */
export function readSaved(): Saved | null {
  try {
    const saved = JSON.parse(inStorage((area) => area.getItem(storageKey)) ?? 'null')
    return saved?.url && saved.token ? saved : null
  } catch {
    // biome-ignore lint/suspicious/noConsole: the published package tells developers here.
    console.error('Gotrue-js: Error recovering session: not JSON')
    return null
  }
}

export function writeSaved(session: object): void {
  inStorage((area) => area.setItem(storageKey, JSON.stringify(session)))
}

export function removeSaved(): void {
  inStorage((area) => area.removeItem(storageKey))
}
