/** Where a session lies between page loads. Nothing here may throw. */
export interface ClientStorage {
  read(): string | null
  write(text: string): void
  remove(): void
  /** Calls `changed` when another tab has changed it, and returns how to stop. */
  readonly watch?: (changed: () => void) => () => void
}

/** A session that ends with the page, or with the request on a server. */
export function memoryStorage(): ClientStorage {
  let kept: string | null = null
  return {
    read: () => kept,
    write: (text) => {
      kept = text
    },
    remove: () => {
      kept = null
    },
  }
}

export const storageKey = 'gotrue.user'

/**
 * `localStorage`, or another area of the same kind. Where the browser refuses it (blocked in a
 * third-party frame, full, switched off), the session lives as long as the page.
 */
export function webStorage(
  key: string = storageKey,
  area: () => Storage = () => localStorage,
): ClientStorage {
  let unstored: string | null = null
  return {
    read: () => {
      try {
        return unstored ?? area().getItem(key)
      } catch {
        return null
      }
    },
    write: (text) => {
      unstored = text
      try {
        area().setItem(key, text)
        unstored = null
      } catch {} // stays in memory
    },
    remove: () => {
      unstored = null
      try {
        area().removeItem(key)
      } catch {} // what cannot be reached was never stored
    },
    watch: (changed) => {
      const listen = (event: StorageEvent): void => {
        if (!event.key || event.key === key) changed()
      }
      addEventListener('storage', listen)
      return () => removeEventListener('storage', listen)
    },
  }
}
