import { vi } from 'vitest'

/** As much of a page as the clients look at: `window`, `localStorage` and storage events. */
export interface Page {
  /** The session in storage, as JSON. */
  saved(): Record<string, unknown> | null
  save(text: string): void
  /** What another tab's change of an entry causes in this one. */
  tell(key: string): void
  /** How often storage was touched. */
  readonly touched: () => number
}

export const key = 'gotrue.user'

/** Makes this process a page; `vi.unstubAllGlobals` makes it a server again. */
export function openPage(): Page {
  const entries = new Map<string, string>()
  const events = new EventTarget()
  let touched = 0
  const touch = <Result>(use: () => Result): Result => {
    touched += 1
    return use()
  }
  vi.stubGlobal('localStorage', {
    getItem: (name: string) => touch(() => entries.get(name) ?? null),
    setItem: (name: string, value: string) => touch(() => entries.set(name, value)),
    removeItem: (name: string) => touch(() => entries.delete(name)),
  })
  vi.stubGlobal('window', { addEventListener: events.addEventListener.bind(events) })
  return {
    saved: () => JSON.parse(entries.get(key) ?? 'null') as Record<string, unknown> | null,
    save: (text) => entries.set(key, text),
    tell: (name) => events.dispatchEvent(Object.assign(new Event('storage'), { key: name })),
    touched: () => touched,
  }
}
