import { afterAll, afterEach, beforeAll, beforeEach, describe, vi } from 'vitest'
import { type Api, startApi } from './api.ts'
import { openPage, type Page } from './page.ts'
import { type Identity, type Side, sides } from './sides.ts'

/** Where one case of the table plays: an API, and one of the two packages on a page or on a server. */
export interface Bed {
  readonly side: Side
  readonly isOurs: boolean
  readonly api: Api
  /** Opens a page of the site, with what `before` leaves there, and loads the package. */
  page(address?: string, before?: (page: Page) => void): Promise<PageBed>
  /** Loads the package on a server, for a request with these cookies and this context. */
  server(request?: ServerRequest): Promise<ServerBed>
}

export interface PageBed extends Page {
  readonly identity: Identity
  /** What subscribers are told, such as `login jane@example.com`. */
  readonly said: string[]
}

export interface ServerRequest {
  readonly cookies?: Readonly<Record<string, string>>
  /** `netlifyIdentityContext`; left out: the API's address and nothing else. */
  readonly context?: object | null
  readonly hasJar?: boolean
}

export interface ServerBed {
  readonly identity: Identity
  /** What was set, by name; `null` for deleted. */
  readonly answered: Map<string, object | null>
}

/** Runs a suite for ours and for the published package. */
export function eachSide(title: string, suite: (bed: Bed) => void): void {
  describe.each(sides)(`${title}, $name`, (side) => onSide(side, suite))
}

function onSide(side: Side, suite: (bed: Bed) => void): void {
  let api: Api
  beforeAll(async () => {
    api = await startApi()
  })
  // gotrue-js warns of an API without HTTPS.
  beforeEach(() => void vi.spyOn(console, 'warn').mockImplementation(() => {}))
  afterEach(() => {
    api.reset()
    vi.useRealTimers()
    vi.unstubAllGlobals()
    vi.unstubAllEnvs()
    vi.restoreAllMocks()
  })
  afterAll(() => api?.close())
  suite({
    side,
    isOurs: side.isOurs,
    get api() {
      return api
    },
    page: async (address, before) => {
      const page = openPage(api.origin, address)
      before?.(page)
      const identity = await side.loadInPage()
      const said: string[] = []
      identity.onAuthChange((event, user) => said.push(`${event} ${user ? user.email : null}`))
      return { ...page, identity, said }
    },
    server: async ({ cookies = {}, context = { url: api.url }, hasJar = true } = {}) => {
      const answered = new Map<string, object | null>()
      const jar = {
        get: (name: string) => cookies[name],
        set: (cookie: { name: string }) => void answered.set(cookie.name, cookie),
        delete: (name: string) => void answered.set(name, null),
      }
      vi.stubGlobal('netlifyIdentityContext', context ?? undefined)
      vi.stubGlobal('Netlify', hasJar ? { context: { cookies: jar } } : undefined)
      return { identity: await side.load(), answered }
    },
  })
}

/** Waits, in turns of the event loop, until something of the network has come about. */
export async function until(isSo: () => boolean): Promise<void> {
  for (let turns = 0; turns < 20_000 && !isSo(); turns += 1) {
    await new Promise((done) => setImmediate(done))
  }
}

/** Lets what is under way come about, and time pass that nothing fills. */
export async function pass(milliseconds: number): Promise<void> {
  for (let left = milliseconds; left > 0; left -= 30_000) {
    await vi.advanceTimersByTimeAsync(Math.min(left, 30_000))
    for (let turns = 0; turns < 30; turns += 1) await new Promise((done) => setImmediate(done))
  }
}

/** Sets the clock by hand from now on; input and output go on. */
export function holdTime(): void {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] })
}
