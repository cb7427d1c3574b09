import { beforeEach, describe, expect, it } from 'vitest'
import { type CookieAttributes, readCookies, writeCookie } from '../src/cookie-jar.ts'
import { createAuth as astroAuth } from '../src/doors/astro.ts'
import { createAuth as nextAuth } from '../src/doors/next.ts'
import { createAuth as routerAuth } from '../src/doors/react-router.ts'
import { createAuth as svelteAuth } from '../src/doors/sveltekit.ts'
import { type HandClock, handClock } from './support/hand-clock.ts'
import { type SmallApi, smallApi } from './support/small-api.ts'

// The frameworks themselves run in test/examples; here are the turns that no example takes.

const hour = 3_600_000
const site = 'https://app.example.com'

let clock: HandClock
let api: SmallApi
beforeEach(() => {
  clock = handClock()
  api = smallApi(clock)
})

const options = () => ({ url: 'http://id.test', fetch: api.fetch, clock })

function request(path: string, init: RequestInit = {}): Request {
  const cookies = Object.entries(api.cookiesOf('ada')).map(([name, value]) => `${name}=${value}`)
  const headers = { cookie: cookies.join('; '), accept: 'text/html', ...init.headers }
  return new Request(site + path, { ...init, headers })
}

/** The framework’s own jar, as Astro, SvelteKit and Next.js have one each. */
function store(from: Request) {
  const cookies = new Map(readCookies(from.headers.get('cookie') ?? ''))
  const lines: string[] = []
  return {
    lines,
    get: (name: string) => cookies.get(name),
    set: (name: string, value: string, attributes: CookieAttributes) => {
      cookies.set(name, value)
      lines.push(writeCookie(name, value, attributes))
    },
    delete: (name: string) => {
      cookies.delete(name)
      lines.push(`${name}=; Max-Age=0`)
    },
  }
}

describe('the door to React Router', () => {
  const args = (from: Request) => ({ request: from, context: {} })

  it('asks for its middleware, without which cookies would be lost', async () => {
    const auth = routerAuth(options())
    await expect(auth.currentUser(args(request('/')))).rejects.toThrow('auth.middleware')
  })

  it('puts the cookies of a loader into whatever is answered', async () => {
    const auth = routerAuth(options())
    await clock.pass(hour - 30_000)
    const call = args(request('/', { headers: { cookie: '' } }))
    const anonymous = await auth.middleware(call, async () => {
      expect(await auth.currentUser(call)).toBeNull()
      return new Response('page')
    })
    expect(anonymous.headers.getSetCookie()).toEqual([])
    expect(anonymous.headers.has('cache-control')).toBe(false)

    const known = args(request('/'))
    await clock.pass(hour)
    const answer = await auth.middleware(known, async () => {
      expect(await auth.currentUser(known)).toMatchObject({ id: 'ada' })
      return Response.redirect(`${site}/elsewhere`)
    })
    expect(answer.status).toBe(302)
    expect(answer.headers.getSetCookie().map((line) => line.split('=')[0])).toEqual([
      'latchkey_access',
      'latchkey_refresh',
    ])
  })

  it('leads loaders to the sign-in page, and refuses actions', async () => {
    const auth = routerAuth(options())
    const guard = async (from: Request): Promise<Response> => {
      const call = args(from)
      return auth.middleware(call, () => auth.requireUser(call).catch((thrown) => thrown))
    }
    const anonymous = { headers: { cookie: '', accept: '*/*' } }
    const page = await guard(request('/account?tab=2', anonymous))
    expect(page.headers.get('location')).toBe('/sign-in?next=%2Faccount%3Ftab%3D2')
    expect((await guard(request('/account', { ...anonymous, method: 'POST' }))).status).toBe(401)
  })
})

describe('the door to SvelteKit', () => {
  const thrown = (what: object) => {
    throw Object.assign(new Error('thrown by SvelteKit'), what)
  }
  const door = () =>
    svelteAuth({
      ...options(),
      redirect: (status, location) => thrown({ status, location }) as never,
      error: (status, message) => thrown({ status, message }) as never,
    })
  const eventOf = (from: Request, isDataRequest = false) => ({
    request: from,
    url: new URL(from.url),
    cookies: store(from),
    isDataRequest,
  })

  it('leads pages and their data to the sign-in page, and refuses endpoints', async () => {
    const { requireUser } = door()
    const anonymous = { headers: { cookie: '', accept: '*/*' } }
    const location = '/sign-in?next=%2Faccount'
    await expect(requireUser(eventOf(request('/account', anonymous), true))).rejects.toMatchObject({
      status: 303,
      location,
    })
    await expect(requireUser(eventOf(request('/account', anonymous)))).rejects.toMatchObject({
      status: 401,
    })
    expect(await requireUser(eventOf(request('/account')))).toMatchObject({ id: 'ada' })
  })

  it('renews before the page is made, and only where a session is', async () => {
    const { handle } = door()
    const resolve = async () => new Response('page')
    const before = eventOf(request('/'))
    expect((await handle({ event: before, resolve })).headers.has('cache-control')).toBe(false)
    const late = eventOf(request('/'))
    await clock.pass(hour)
    const response = await handle({ event: late, resolve })
    expect(response.headers.get('cache-control')).toBe('private, no-store')
    expect(late.cookies.get('latchkey_refresh')).toBe('ada:1')
  })
})

describe('the door to Astro', () => {
  const contextOf = (from: Request) => {
    const { get, ...cookies } = store(from)
    const found = (name: string) => {
      const value = get(name)
      return value === undefined ? undefined : { value }
    }
    return { request: from, cookies: { ...cookies, get: found } }
  }

  it('serves a page while the server is away, as long as nobody asks who it is', async () => {
    const auth = astroAuth(options())
    const context = contextOf(request('/'))
    await clock.pass(hour)
    api.isAway = true
    const page = await auth.onRequest(context, async () => new Response('page'))
    expect(await page.text()).toBe('page')
    expect(context.cookies.lines).toEqual([])
  })

  it('gives a page its user, or what to answer instead', async () => {
    const auth = astroAuth(options())
    expect(await auth.requireUser(contextOf(request('/')))).toMatchObject({ id: 'ada' })
    const anonymous = contextOf(request('/account', { headers: { cookie: '' } }))
    const answer = (await auth.requireUser(anonymous)) as Response
    expect(answer.headers.get('location')).toBe('/sign-in?next=%2Faccount')
  })
})

describe('the door to Next.js', () => {
  const redirect = (path: string): never => {
    throw Object.assign(new Error('thrown by Next.js'), { path })
  }
  const door = (from: Request, isWritable = true) => {
    const { get, set, lines } = store(from)
    const cookies = {
      get: (name: string) => ({ value: get(name) ?? '' }),
      set: (name: string, value: string, attributes: CookieAttributes) => {
        if (!isWritable) throw new Error('Cookies can only be modified in a Server Action')
        set(name, value, attributes)
      },
    }
    const next = { cookies: async () => cookies, headers: async () => from.headers, redirect }
    return { auth: nextAuth({ ...options(), next }), lines }
  }
  const answers = {
    next: (init?: { request: { headers: Headers } }) => ({
      headers: new Headers(),
      forwarded: init?.request.headers.get('cookie'),
    }),
  }

  it('never renews in a server component, which could not keep the successor', async () => {
    const from = request('/')
    const { auth } = door(from, false)
    await clock.pass(hour - 30_000)
    expect(await auth.currentUser()).toMatchObject({ id: 'ada' })
    await clock.pass(hour)
    expect(await door(from, false).auth.currentUser()).toBeNull()
    await expect(door(from, false).auth.requireUser('/account')).rejects.toMatchObject({
      path: '/sign-in?next=%2Faccount',
    })
    expect(api.asked.filter((what) => what.startsWith('POST'))).toEqual([])
  })

  it('renews in the proxy, for the browser and for the page', async () => {
    const from = request('/', { headers: { cookie: 'theme=dark' } })
    const { auth } = door(from)
    expect((await auth.proxy(from, answers)).forwarded).toBeUndefined()
    const late = request('/')
    await clock.pass(hour)
    const answer = await auth.proxy(late, answers)
    expect(answer.headers.getSetCookie()).toHaveLength(2)
    const page = new Request(site, { headers: { cookie: answer.forwarded ?? '' } })
    expect(await door(page, false).auth.currentUser()).toMatchObject({ id: 'ada' })
  })

  it('answers no action that a page of another site has sent', async () => {
    const from = request('/', { method: 'POST', headers: { 'sec-fetch-site': 'cross-site' } })
    const { auth, lines } = door(from)
    const form = new FormData()
    await expect(auth.signIn(form)).rejects.toThrow('forms of this site only')
    await expect(auth.signOut()).rejects.toThrow('forms of this site only')
    expect(lines).toEqual([])
  })

  it('signs in and out in actions, and leads on', async () => {
    const from = request('/', { headers: { cookie: '', 'sec-fetch-site': 'same-origin' } })
    const { auth, lines } = door(from)
    const form = new FormData()
    form.set('email', 'bob')
    form.set('password', 'x')
    form.set('next', '/account')
    await expect(auth.signIn(form)).rejects.toMatchObject({ path: '/account' })
    expect(lines).toHaveLength(2)
    expect((await (await auth.client()).user())?.id).toBe('bob')
    await expect(auth.signOut()).rejects.toMatchObject({ path: '/' })
    expect(lines.slice(2).every((line) => line.includes('Max-Age=0'))).toBe(true)
  })
})
