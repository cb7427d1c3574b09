import type { CookieAttributes, CookieJar } from '../../src/cookie-jar.ts'

/** A browser’s cookies, and what one request wrote. */
export interface TestJar extends CookieJar {
  readonly cookies: ReadonlyMap<string, { value: string; attributes: CookieAttributes }>
  readonly removed: ReadonlyMap<string, CookieAttributes>
  /** Names that were set or removed, in order. */
  readonly writes: readonly string[]
  /** The same cookies in the next request. */
  next(): TestJar
}

export const longAgo: CookieAttributes = {
  path: '/',
  secure: true,
  httpOnly: true,
  sameSite: 'lax',
  maxAge: 0,
}

export function cookieJar(values: Readonly<Record<string, string>> = {}): TestJar {
  const entries = Object.entries(values)
  return jarOf(new Map(entries.map(([name, value]) => [name, { value, attributes: longAgo }])))
}

function jarOf(cookies: Map<string, { value: string; attributes: CookieAttributes }>): TestJar {
  const removed = new Map<string, CookieAttributes>()
  const writes: string[] = []
  return {
    cookies,
    removed,
    writes,
    get: (name) => cookies.get(name)?.value,
    set: (name, value, attributes) => {
      writes.push(name)
      cookies.set(name, { value, attributes })
    },
    remove: (name, attributes) => {
      writes.push(name)
      cookies.delete(name)
      removed.set(name, attributes)
    },
    next: () => jarOf(new Map(cookies)),
  }
}
