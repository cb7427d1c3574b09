/** Tokens whose signature was checked, by their whole text; the oldest gives way. */
export interface VerifiedTokenCache<Entry> {
  find(token: string): Entry | undefined
  add(token: string, entry: Entry): void
  flush(): void
}

/** Room for tokens of this many characters each, on average. */
const usualLength = 1024

/**
 * A bounded cache (REL-40): at most `most` tokens and `most` KiB of them. It holds only tokens that
 * were believed, so that strangers cannot fill it, and says nothing about dates.
 */
export function createVerifiedTokenCache<Entry>(most: number): VerifiedTokenCache<Entry> {
  const entries = new Map<string, Entry>()
  let characters = 0

  function evictOldest(): void {
    const [oldest] = entries.keys()
    if (oldest === undefined) return
    entries.delete(oldest)
    characters -= oldest.length
  }

  return {
    find: (token) => entries.get(token),
    add(token, entry) {
      if (token.length > most * usualLength || entries.has(token)) return
      entries.set(token, entry)
      characters += token.length
      while (entries.size > most || characters > most * usualLength) evictOldest()
    },
    flush() {
      entries.clear()
      characters = 0
    },
  }
}
