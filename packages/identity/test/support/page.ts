import { vi } from 'vitest'

/** What a script sees of a browser's page, as far as these packages look. */
export interface Page {
  /** Cookies that scripts see, by name, as they were written. */
  readonly cookies: Map<string, string>
  /** Every assignment to `document.cookie`. */
  readonly written: string[]
  readonly stored: Map<string, string>
  readonly location: {
    origin: string
    pathname: string
    search: string
    hash: string
    href: string
  }
  /** What another tab does: writes, or removes with `null`, and this page is told. */
  elsewhere(key: string, value: string | null): void
}

/** Opens a page on `origin`; the globals of a browser are there until `vi.unstubAllGlobals()`. */
export function openPage(origin: string, address = '/app?tab=2'): Page {
  const { pathname, search, hash, href } = new URL(address, origin)
  const location = { origin, pathname, search, hash, href }
  const cookies = new Map<string, string>()
  const written: string[] = []
  const stored = new Map<string, string>()
  const target = new EventTarget()
  const page = {
    location,
    document: documentOf(cookies, written),
    localStorage: storageOf(stored),
    history: {
      state: null,
      replaceState: (_state: unknown, _title: string, to: string) => {
        const { pathname, search, hash, href } = new URL(to, origin)
        Object.assign(location, { pathname, search, hash, href })
      },
    },
    navigator: { locks: locksOf() },
    addEventListener: target.addEventListener.bind(target),
    removeEventListener: target.removeEventListener.bind(target),
  }
  for (const [name, value] of Object.entries({ ...page, window: page })) {
    vi.stubGlobal(name, value)
  }
  return {
    cookies,
    written,
    stored,
    location,
    elsewhere: (key, value) => {
      if (value === null) stored.delete(key)
      else stored.set(key, value)
      target.dispatchEvent(Object.assign(new Event('storage'), { key, newValue: value }))
    },
  }
}

function documentOf(cookies: Map<string, string>, written: string[]): { cookie: string } {
  return {
    get cookie() {
      return [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    },
    set cookie(text: string) {
      written.push(text)
      const [pair = '', ...attributes] = text.split('; ')
      const [name = '', ...value] = pair.split('=')
      const isGone = attributes.some((each) => /^(max-age=0|expires=.*1970)/i.test(each))
      if (isGone) cookies.delete(name)
      else cookies.set(name, value.join('='))
    },
  }
}

function storageOf(
  stored: Map<string, string>,
): Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> {
  return {
    getItem: (key) => stored.get(key) ?? null,
    setItem: (key, value) => void stored.set(key, value),
    removeItem: (key) => void stored.delete(key),
  }
}

/** Locks of this page alone, so that what one test leaves held holds up no other. */
function locksOf(): { request(name: string, options: object, run: () => unknown): unknown } {
  const last = new Map<string, Promise<unknown>>()
  return {
    request: (name, _options, run) => {
      const mine = (last.get(name) ?? Promise.resolve()).then(run)
      last.set(
        name,
        mine.catch(() => {}),
      )
      return mine
    },
  }
}
