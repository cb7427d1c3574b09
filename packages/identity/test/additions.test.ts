import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { type Api, startApi } from './support/api.ts'
import { openPage, type Page } from './support/page.ts'
import { jane, joe, jwt, tokens, welcome } from './support/people.ts'
import { loadOurs, loadOursInPage, type Ours } from './support/sides.ts'

let api: Api
beforeAll(async () => {
  api = await startApi()
})
afterEach(() => {
  api.reset()
  vi.unstubAllGlobals()
})
afterAll(() => api.close())

async function onPage(address?: string): Promise<Page & { identity: Ours }> {
  const page = openPage(api.origin, address)
  return { ...page, identity: await loadOursInPage() }
}

/** A request with these cookies, in a runtime whose jar reads the request and writes the answer. */
async function onServer(
  cookies: Readonly<Record<string, string>> = {},
  context: object = { url: api.url },
): Promise<Ours> {
  vi.stubGlobal('netlifyIdentityContext', context)
  stubRequest('one', cookies)
  return loadOurs()
}

function stubRequest(requestId: string, cookies: Readonly<Record<string, string>>): void {
  const jar = { get: (name: string) => cookies[name], set: () => {}, delete: () => {} }
  vi.stubGlobal('Netlify', { context: { requestId, cookies: jar } })
}

describe('D4 configure', () => {
  it('names another API, by address or by path', async () => {
    const { identity } = await onPage()
    identity.configure({ url: 'https://id.test/auth' })
    expect(identity.getIdentityConfig()).toEqual({ url: 'https://id.test/auth' })
    identity.configure({ url: '/identity' })
    expect(identity.getIdentityConfig()).toEqual({ url: `${api.origin}/identity` })
  })

  it('counts for sessions too, and leaves an API that was used before', async () => {
    welcome(api)
    const { identity, stored } = await onPage()
    identity.configure({ url: 'http://127.0.0.1:9/nowhere' })
    expect(await identity.getUser()).toBeNull()
    identity.configure({ url: api.url })
    await identity.login('jane@example.com', 'secret')
    expect(JSON.parse(stored.get('gotrue.user') ?? '').url).toBe(api.url)
  })

  it('goes before what a server’s runtime says, whose operator’s token stays', async () => {
    const identity = await onServer({}, { url: 'https://runtime.test', token: 'operator' })
    identity.configure({ url: api.url })
    expect(identity.getIdentityConfig()).toEqual({ url: api.url, token: 'operator' })
    api.on('GET /admin/users', { json: { users: [] } })
    expect(await identity.admin.listUsers()).toEqual([])
  })

  it('a path needs a site', async () => {
    vi.stubGlobal('netlifyIdentityContext', undefined)
    vi.stubGlobal('Netlify', undefined)
    const identity = await loadOurs()
    identity.configure({ url: '/identity' })
    expect(identity.getIdentityConfig()).toBeNull()
    vi.stubGlobal('Netlify', { context: { url: 'no address' } })
    expect(identity.getIdentityConfig()).toBeNull()
    vi.stubGlobal('Netlify', { context: { url: 'https://site.test/page' } })
    expect(identity.getIdentityConfig()).toEqual({ url: 'https://site.test/identity' })
  })
})

describe('D5 getToken', () => {
  it('is the token of the session, renewed when it nears its end', async () => {
    welcome(api, 1)
    const { identity, cookies } = await onPage()
    expect(await identity.getToken()).toBeNull()
    await identity.login('jane@example.com', 'secret')
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 5_000 })
    const token = await identity.getToken()
    vi.useRealTimers()
    expect(api.asked()).toEqual(['POST /token', 'GET /user', 'POST /token'])
    expect(token).toBe(cookies.get('nf_jwt'))
  })

  it('is null when the server has ended the session', async () => {
    welcome(api, 1)
    const { identity, stored } = await onPage()
    await identity.login('jane@example.com', 'secret')
    api.on('POST /token', { status: 400, json: { error: 'invalid_grant' } })
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 5_000 })
    expect(await identity.getToken()).toBeNull()
    vi.useRealTimers()
    expect(stored.has('gotrue.user')).toBe(false)
  })

  it('on a server is the visitor’s, and never the operator’s or one that has ended', async () => {
    const token = jwt(3600)
    const context = { url: api.url, token: 'operator' }
    expect(await (await onServer({ nf_jwt: token }, context)).getToken()).toBe(token)
    expect(await (await onServer({ nf_jwt: jwt(-1) }, context)).getToken()).toBeNull()
    expect(await (await onServer({}, context)).getToken()).toBeNull()
    const renewed = tokens()
    api.on('POST /token', { json: renewed })
    const identity = await onServer({ nf_jwt: jwt(-1), nf_refresh: 'r' }, context)
    expect(await identity.getToken()).toBe(renewed.access_token)
  })
})

describe('D6 refusals of a provider', () => {
  const hash = '#error=access_denied&error_description=The+person+said+no'

  it('are given to those who ask for them, and leave the address', async () => {
    const { identity, location } = await onPage(`/app${hash}`)
    expect(await identity.handleAuthCallback({ errors: true })).toEqual({
      type: 'error',
      user: null,
      code: 'access_denied',
      description: 'The person said no',
    })
    expect([location.pathname, location.hash]).toEqual(['/app', ''])
  })

  it('have the more exact code where the server gives one', async () => {
    const { identity } = await onPage('/#error=unauthorized&error_code=otp_expired')
    expect(await identity.handleAuthCallback({ errors: true })).toMatchObject({
      code: 'otp_expired',
      description: 'unauthorized',
    })
  })
})

describe('a callback', () => {
  it('is handled once, however often it is asked for at the same time', async () => {
    welcome(api)
    const { identity } = await onPage('/#confirmation_token=t')
    const [one, two] = await Promise.all([
      identity.handleAuthCallback(),
      identity.handleAuthCallback(),
    ])
    expect(one).toBe(two)
    expect(api.asked()).toEqual(['POST /verify', 'GET /user'])
  })

  it('S5 of a sign-in that this browser did not begin is refused, where the site wants that', async () => {
    const { identity, location, stored } = await onPage(`/#access_token=${jwt(3600)}`)
    identity.configure({ onlyOwnSignIns: true })
    const error = await identity.handleAuthCallback().catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(identity.AuthError)
    expect(error).toMatchObject({ code: 'unsolicited_sign_in' })
    expect([api.asked(), [...stored], location.hash]).toEqual([[], [], ''])
  })

  it('S5 … and accepted once, of one that it began', async () => {
    welcome(api)
    const { identity, location } = await onPage()
    identity.configure({ onlyOwnSignIns: true })
    expect(() => identity.oauthLogin('github')).toThrow('Redirecting')
    location.hash = `#access_token=${jwt(3600)}`
    expect(await identity.handleAuthCallback()).toMatchObject({ type: 'oauth' })
    location.hash = `#access_token=${jwt(3600)}`
    await expect(identity.handleAuthCallback()).rejects.toMatchObject({
      code: 'unsolicited_sign_in',
    })
  })
})

describe('D8 admin.listUsersPage', () => {
  it('tells how many there are, and which page is next', async () => {
    const headers = { 'x-total-count': '3', link: '</admin/users?page=2>; rel="next"' }
    api.on('GET /admin/users', { json: { users: [jane, joe] }, headers })
    const { admin } = await onServer({}, { url: api.url, token: 'operator' })
    const page = await admin.listUsersPage({ perPage: 2, filter: 'j', sort: 'created_at desc' })
    expect(page).toMatchObject({ users: [{ id: jane.id }, { id: joe.id }], total: 3, nextPage: 2 })
    expect(api.asked()).toEqual([
      'GET /admin/users?page=1&per_page=2&filter=j&sort=created_at+desc',
    ])
  })

  it('does without these headers', async () => {
    api.on('GET /admin/users', { json: { users: [jane] } })
    const { admin } = await onServer({}, { url: api.url, token: 'operator' })
    expect(await admin.listUsersPage({ page: 2, perPage: 1 })).toMatchObject({
      total: null,
      nextPage: 3,
    })
    expect(await admin.listUsersPage()).toMatchObject({ nextPage: null })
  })
})

describe('D7 oauthLogin', () => {
  const hash = `#access_token=${jwt(3600)}`

  it('remembers where the person wanted to go, once', async () => {
    welcome(api)
    const { identity, location } = await onPage()
    expect(() => identity.oauthLogin('github', { redirectTo: '/orders?page=2' })).toThrow()
    location.hash = hash
    expect(await identity.handleAuthCallback()).toMatchObject({
      type: 'oauth',
      redirectTo: '/orders?page=2',
    })
    location.hash = hash
    expect(await identity.handleAuthCallback()).not.toHaveProperty('redirectTo')
  })

  it('remembers it for the reload after a network that failed', async () => {
    const { identity, location } = await onPage()
    expect(() => identity.oauthLogin('github', { redirectTo: '/orders' })).toThrow()
    location.hash = hash
    api.on('GET /user', { status: 503, json: {} })
    await expect(identity.handleAuthCallback()).rejects.toMatchObject({ status: 503 })
    expect(location.hash).toBe(hash)
    welcome(api)
    expect(await identity.handleAuthCallback()).toMatchObject({ redirectTo: '/orders' })
  })
})

describe('D9 what an operator could not do', () => {
  const asOperator = async (): Promise<Ours['admin']> =>
    (await onServer({}, { url: api.url, token: 'operator' })).admin

  it('invite', async () => {
    api.on('POST /invite', { json: joe })
    const user = await (await asOperator()).inviteUser('joe@example.com', { team: 'blue' })
    expect(user).toMatchObject({ id: joe.id })
    expect(api.calls).toMatchObject([
      {
        what: 'POST /invite',
        headers: { authorization: 'Bearer operator' },
        fields: { email: 'joe@example.com', data: { team: 'blue' } },
      },
    ])
  })

  it('export everybody, a page at a time', async () => {
    api.on('GET /admin/users', ({ what }) =>
      what.includes('page=1&')
        ? { json: { users: [jane] }, headers: { link: '</admin/users?page=2>; rel="next"' } }
        : { json: { users: [joe] }, headers: { link: '</admin/users?page=2>; rel="last"' } },
    )
    const ids: string[] = []
    for await (const { id } of (await asOperator()).eachUser({ perPage: 1 })) ids.push(id)
    expect(ids).toEqual([jane.id, joe.id])
  })

  it('… in pages neither', async () => {
    const { admin } = (await onPage()).identity
    await expect(admin.inviteUser('joe@example.com')).rejects.toThrow('server-only')
    await expect(admin.eachUser().next()).rejects.toThrow('server-only')
  })

  it('read the audit log', async () => {
    const payload = { action: 'login', log_type: 'account', actor_id: 'a', actor_email: 'e' }
    const entry = { id: 'one', created_at: '2026-01-01T00:00:00Z', payload }
    api.on('GET /admin/audit', { json: [entry], headers: { 'x-total-count': '1' } })
    expect(await (await asOperator()).listAudit({ query: 'action:login' })).toEqual({
      entries: [
        {
          id: 'one',
          createdAt: '2026-01-01T00:00:00Z',
          action: 'login',
          type: 'account',
          actorId: 'a',
          actorEmail: 'e',
          actorName: undefined,
          traits: {},
        },
      ],
      total: 1,
      nextPage: null,
    })
    expect(api.asked()).toEqual(['GET /admin/audit?page=1&per_page=50&query=action%3Alogin'])
  })

  it('resend a confirmation', async () => {
    api.on('POST /signup', { json: { ...jane, confirmed_at: null } })
    const { identity, stored } = await onPage()
    await identity.resendConfirmation('jane@example.com', 'secret')
    expect(api.calls[0]?.fields).toEqual({ email: 'jane@example.com', password: 'secret' })
    expect([...stored]).toEqual([])
  })
})

describe('D16 configure({ fetch })', () => {
  it('sends every request in its place', async () => {
    welcome(api)
    const { identity } = await onPage()
    const logged: string[] = []
    identity.configure({
      fetch: (input, init) => {
        logged.push(`${init?.method} ${input}`)
        return fetch(input, init)
      },
    })
    await identity.login('jane@example.com', 'secret')
    expect(logged).toEqual([`POST ${api.url}/token`, `GET ${api.url}/user`])
  })
})

describe('D2 an error', () => {
  it('says why, for programs', async () => {
    const { identity } = await onPage()
    const json = { error: 'invalid_grant', error_description: 'Invalid Password' }
    api.on('POST /token', { status: 400, json })
    api.on('POST /signup', {
      status: 422,
      json: { code: 422, msg: 'Too weak', error_code: 'weak_password' },
    })
    const codeOf = (attempt: Promise<unknown>): Promise<string> =>
      attempt.then(
        () => '',
        ({ code }) => code,
      )
    expect(await codeOf(identity.login('e', 'p'))).toBe('invalid_grant')
    expect(await codeOf(identity.signup('e', 'p'))).toBe('weak_password')
    expect(await codeOf(identity.updateUser({}))).toBe('no_session')
    expect(await codeOf(identity.confirmEmail('t'))).toBe('http_404')
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('fetch failed')))
    expect(await codeOf(identity.login('e', 'p'))).toBe('network_failed')
  })
})

describe('a server', () => {
  it('R9 renews before it looks who visits, where that is wanted', async () => {
    welcome(api)
    const identity = await onServer({ nf_jwt: jwt(-1), nf_refresh: 'r' })
    await identity.getUser()
    expect(api.asked()).toEqual(['GET /user'])
    identity.configure({ beforeGetUser: identity.refreshSession })
    api.calls.length = 0
    expect(await identity.getUser()).toMatchObject({ id: jane.id })
    expect(api.asked()).toEqual(['POST /token', 'GET /user'])
  })

  it('knows, in the same request, whom it has just signed in or out', async () => {
    welcome(api)
    const identity = await onServer()
    await identity.acceptInvite('t', 'p')
    expect(await identity.updateUser({ data: { plan: 'pro' } })).toMatchObject({ id: jane.id })
    expect(await identity.getUser()).toMatchObject({ id: jane.id })
    await identity.logout()
    expect(await identity.getUser()).toBeNull()
  })

  it('S1 and never in another request, even one that shares the jar', async () => {
    welcome(api)
    const identity = await onServer()
    await identity.login('jane@example.com', 'secret')
    const { cookies } = (globalThis as { Netlify?: { context: { cookies: object } } }).Netlify
      ?.context ?? { cookies: {} }
    vi.stubGlobal('Netlify', { context: { requestId: 'two', cookies } })
    expect(await identity.getUser()).toBeNull()
    vi.stubGlobal('Netlify', { context: { cookies } })
    expect(await identity.getUser()).toBeNull()
  })
})
