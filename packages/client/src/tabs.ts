/** Tells the other tabs of this browser that storage has changed. No message carries a secret. */
export interface Tabs {
  announce(): void
  /** Calls `changed` for another tab's announcement, and returns how to stop. */
  listen(changed: () => void): () => void
}

const alone: Tabs = { announce: () => {}, listen: () => () => {} }

/** A `BroadcastChannel` in a browser that has them, else nothing: storage events remain. */
export function browserTabs(name: string): Tabs {
  if (typeof document === 'undefined' || typeof BroadcastChannel === 'undefined') return alone
  try {
    const channel = new BroadcastChannel(name)
    return {
      announce: () => channel.postMessage(0),
      listen: (changed) => {
        channel.onmessage = changed
        return () => channel.close()
      },
    }
  } catch {
    return alone // an opaque origin, such as a sandboxed frame
  }
}
